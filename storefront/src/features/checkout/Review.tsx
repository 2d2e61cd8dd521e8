import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Cart, CartItem } from '../../api/cart.ts';
import type { Delivery } from '../../api/checkouts.ts';
import type { Refusal } from '../../api/http.ts';
import { formatMoney } from '../../api/money.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Price } from '../../ui/Price.tsx';
import { ChangeNotice } from './ChangeNotice.tsx';
import { changesBetween } from './changes.ts';
import { keptIntent, openIntent, type Intent } from './intent.ts';
import { OrderSummary } from './OrderSummary.tsx';
import { PlacingNotice } from './PlacingNotice.tsx';
import styles from './Review.module.css';
import { isFinal } from './placing.ts';
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
  /** Until the shop has answered, `cart` and `delivery` must be those of this intent. */
  onSent: (intent: Intent) => void;
  onAccepted: (orderId: string, cartVersion: number) => void;
  onRefused: (refusal: Refusal) => void;
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
}: ReviewProps) {
  const [intent, setIntent] = useState(() => intentFor(cart, delivery));
  const { placing, place, reopen } = usePlacing(intent, {
    onSent,
    onAccepted: (orderId, { body }) => {
      onAccepted(orderId, body.cartVersion);
    },
    onRefused,
  });
  const shown = intent.shown;
  const unanswered = placing.state === 'failed' && !isFinal(placing.failure);
  const mayBeOrdered = placing.state === 'asking' || unanswered;
  // The shopper's own change on this page is no news.
  const changes = settling ? [] : changesBetween(shown, cart);
  const aside = useRef<HTMLElement>(null);

  useEffect(() => {
    // The pressed button is gone; the result of the press is in its place.
    if (placing.state !== 'open') {
      aside.current?.focus();
      aside.current?.scrollIntoView({ block: 'nearest' });
    }
  }, [placing]);

  if (changes.length === 0 && shown.version !== cart.version && !settling) {
    // Changed and changed back: nothing to show, but there is a newer version to order.
    setIntent(openIntent(cart, delivery));
  }

  function agree() {
    setIntent(openIntent(cart, delivery));
    reopen();
  }

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
      return <PlacingNotice troubled={placing.troubled} />;
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
          aria-disabled={!orderable && !unanswered}
          onClick={() => {
            if (orderable || unanswered) {
              // The same intent again, unless the shop has refused it and the request is different now.
              void place(unanswered ? intent : openIntent(shown, delivery));
            }
          }}
        >
          {placing.state === 'failed' ? 'Try again' : `Place order for ${formatMoney(cart.total)}`}
        </button>
        <p className={styles.small}>
          {orderable || unanswered
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
  const remembered = kept && (kept.sent || kept.shown.version === cart.version) ? kept.shown : cart;
  return kept?.sent ? kept : openIntent(remembered, delivery);
}
