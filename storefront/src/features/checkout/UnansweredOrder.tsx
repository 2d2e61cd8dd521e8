import { useEffect, type ReactNode } from 'react';
import { formatMoney } from '../../api/money.ts';
import { announce } from '../../ui/announce.ts';
import { explain } from '../../ui/explain.ts';
import { Moment } from '../../ui/Moment.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { forgetIntent, type SentIntent } from './intent.ts';
import styles from './UnansweredOrder.module.css';
import { usePlacedOrder } from './usePlacedOrder.ts';

interface UnansweredOrderProps {
  intent: SentIntent;
  /** The shop has the order after all. */
  onPlaced?: (orderId: string) => void;
  /** A link to the order that the shop has. */
  linkTo?: (orderId: string) => ReactNode;
  /** Places the order; only where all of it is on the screen. */
  onPlace?: () => void;
  onForgotten?: () => void;
  children?: ReactNode;
}

/**
 * An order that was sent and not answered. It asks the shop what became of it, and leaves the rest to the shopper: nothing is
 * sent by itself, and it can be dropped only when the shop does not know it.
 */
export function UnansweredOrder({
  intent,
  onPlaced,
  linkTo,
  onPlace,
  onForgotten,
  children,
}: UnansweredOrderProps) {
  const { finding, old, asking, askAgain } = usePlacedOrder(intent);
  const placed = finding.state === 'placed' ? finding.orderId : undefined;
  const at = new Date(intent.sent.first);
  const today = at.toDateString() === new Date().toDateString();
  const when = <Moment at={at.toISOString()} show={today ? 'minute' : 'day'} />;

  useEffect(() => {
    if (placed !== undefined) {
      onPlaced?.(placed);
    }
  }, [placed, onPlaced]);

  async function forget() {
    if (await askAgain()) {
      forgetIntent();
      announce('The order is forgotten. Nothing was ordered.');
      onForgotten?.();
    }
  }

  if (finding.state === 'placed') {
    return (
      <Notice tone="info" title={<>The shop has your order of {when}</>}>
        <p>It was placed once, and you can follow it.</p>
        {linkTo?.(finding.orderId)}
      </Notice>
    );
  }
  return (
    <Notice tone="warning" title={<>An order of {when} has not been answered</>}>
      <p>{said()}</p>
      <div className={styles.choices}>
        {onPlace && finding.state !== 'asking' && !old && (
          <button type="button" className="button" onClick={onPlace}>
            Place this order for {formatMoney(intent.body.total)}
          </button>
        )}
        {finding.state === 'unknown' && finding.settled ? (
          <button
            type="button"
            className="button secondary"
            aria-disabled={asking}
            onClick={() => void forget()}
          >
            Forget it
          </button>
        ) : (
          <button
            type="button"
            className="button secondary"
            aria-disabled={asking}
            onClick={() => void askAgain()}
          >
            {asking ? 'Asking …' : 'Ask again'}
          </button>
        )}
        {children}
      </div>
    </Notice>
  );

  function said(): string {
    if (finding.state === 'unknown') {
      return finding.settled
        ? 'It has not reached the shop, and nothing was ordered.'
        : 'It has not reached the shop so far, but it may still be on its way. We ask again every few seconds.';
    }
    return finding.state === 'unclear'
      ? `The shop cannot be asked whether it has it: ${explain(finding.failure).title} It is kept in this tab.`
      : 'We are asking the shop whether it has it.';
  }
}
