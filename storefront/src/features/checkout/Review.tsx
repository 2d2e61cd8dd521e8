import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import type { Cart, CartItem } from '../../api/cart.ts';
import type { Delivery } from '../../api/checkouts.ts';
import type { Refusal } from '../../api/http.ts';
import { formatMoney } from '../../api/money.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Price } from '../../ui/Price.tsx';
import { ChangeNotice } from './ChangeNotice.tsx';
import { changesBetween } from './changes.ts';
import { forgetIntent, keptIntent, openIntent, wasSent, type Intent } from './intent.ts';
import { OrderSummary } from './OrderSummary.tsx';
import { PlacingNotice } from './PlacingNotice.tsx';
import styles from './Review.module.css';
import { UnansweredOrder } from './UnansweredOrder.tsx';
import { usePlacing } from './usePlacing.ts';

interface ReviewProps {
  cart: Cart;
  delivery: Delivery;
  /** Whether the cart can be ordered as it is. */
  orderable: boolean;
  /** Whether a change of the cart by this page is under way. */
  settling: boolean;
  address: ReactNode;
  noteOn: (item: CartItem) => ReactNode;
  /** Until the shop has answered, or the intent is forgotten, `cart` and `delivery` must be those of this intent. */
  onSent: (intent: Intent) => void;
  onAccepted: (orderId: string, cartVersion: number) => void;
  onRefused: (refusal: Refusal) => void;
  onForgotten: () => void;
}

/** The last look at an order before it is placed, and the only button that places it. */
export function Review({
  cart,
  delivery,
  orderable,
  settling,
  address,
  noteOn,
  onSent,
  onAccepted,
  onRefused,
  onForgotten,
}: ReviewProps) {
  const [intent, setIntent] = useState(() => intentFor(cart, delivery));
  const { placing, place, stop, reopen } = usePlacing({
    onSent: (sent) => {
      setIntent(sent);
      onSent(sent);
    },
    onAccepted: (orderId, { body }) => {
      onAccepted(orderId, body.cartVersion);
    },
    onRefused: (refusal) => {
      setIntent(({ key, body, shown }) => ({ key, body, shown }));
      onRefused(refusal);
    },
    onStopped: setIntent,
  });
  const shown = intent.shown;
  const mayBeOrdered = placing.state === 'asking' || wasSent(intent);
  // The shopper's own change on this page is no news.
  const changes = settling ? [] : changesBetween(shown, cart);
  const aside = useRef<HTMLElement>(null);

  useEffect(() => {
    // The pressed button is gone; the result of the press is in its place.
    if (placing.state !== 'open') {
      aside.current?.focus();
      aside.current?.scrollIntoView({ block: 'nearest' });
    }
  }, [placing.state]);

  if (changes.length === 0 && !mayBeOrdered && shown.version !== cart.version && !settling) {
    // Changed and changed back: nothing to show, but there is a newer version to order.
    setIntent(openIntent(cart, delivery));
  }

  function agree() {
    setIntent(openIntent(cart, delivery));
    reopen();
  }

  const placedBefore = useCallback(
    (orderId: string) => {
      forgetIntent();
      onAccepted(orderId, intent.body.cartVersion);
    },
    [intent, onAccepted],
  );

  return (
    <div className={styles.review}>
      <OrderSummary cart={cart} address={address} noteOn={mayBeOrdered ? () => null : noteOn} />
      <aside ref={aside} tabIndex={-1} className={`panel ${styles.order}`} aria-label="Place the order">
        <p className={styles.total}>
          <span>Total</span>
          <Price money={cart.total} />
        </p>
        {nextStep()}
      </aside>
    </div>
  );

  function nextStep() {
    if (placing.state === 'asking') {
      return <PlacingNotice trouble={placing.trouble} onStop={stop} />;
    }
    if (wasSent(intent)) {
      return placing.state === 'failed' ? (
        <>
          <FailureNotice failure={placing.failure} />
          <button type="button" className="button large" onClick={() => void place(intent)}>
            Try again
          </button>
          <p className={styles.small}>
            It is not known whether the shop has your order. It cannot be placed twice.
          </p>
        </>
      ) : (
        <UnansweredOrder
          intent={intent}
          onPlaced={placedBefore}
          onPlace={() => void place(intent)}
          onForgotten={onForgotten}
        />
      );
    }
    if (changes.length > 0) {
      return <ChangeNotice changes={changes} shown={shown} live={cart} onAccept={agree} />;
    }
    return (
      <>
        {placing.state === 'failed' && <FailureNotice failure={placing.failure} />}
        <button
          type="button"
          className="button large"
          aria-disabled={!orderable}
          onClick={() => {
            if (orderable) {
              // The same intent again, unless the shop has refused it and the request is different now.
              void place(openIntent(shown, delivery));
            }
          }}
        >
          {placing.state === 'failed' ? 'Try again' : `Place order for ${formatMoney(cart.total)}`}
        </button>
        <p className={styles.small}>
          {orderable
            ? 'With this you agree to pay the invoice. You can still cancel for a while afterwards.'
            : 'Some items are not in stock as you want them. Change them to go on.'}
        </p>
      </>
    );
  }
}

/**
 * An unanswered intent comes first. An intent that was shown for exactly this version of the cart is what the shopper
 * remembers, even if a price has changed since. Otherwise the shopper has changed the cart and sees it for the first time.
 */
function intentFor(cart: Cart, delivery: Delivery): Intent {
  const kept = keptIntent();
  const remembered = kept && (wasSent(kept) || kept.shown.version === cart.version) ? kept.shown : cart;
  return kept && wasSent(kept) ? kept : openIntent(remembered, delivery);
}
