import type { Order, OrderLine, Shortage } from '../../api/orders.ts';
import { Notice } from '../../ui/Notice.tsx';
import styles from './Rejection.module.css';
import { whatIsLeft, type Wish } from './whatIsLeft.ts';

interface RejectionProps {
  order: Order;
  onOrderInstead: (wishes: Wish[]) => void;
  busy: boolean;
}

/** Why an order was rejected, line by line, and what can be ordered instead. */
export function Rejection({ order, onOrderInstead, busy }: RejectionProps) {
  const wishes = whatIsLeft(order);
  return (
    <Notice tone="warning" title="There was not enough in stock">
      <ul className={styles.reasons}>
        {order.shortages.map((shortage) => (
          <li key={shortage.sku}>
            <strong>{nameOf(order.lines, shortage)}</strong>: you wanted {shortage.requested},{' '}
            {shortage.available === 0
              ? 'and it is out of stock.'
              : `and only ${shortage.available} were left.`}
          </li>
        ))}
      </ul>
      <p>An order is sent complete or not at all, so nothing was set aside and nothing is charged.</p>
      {wishes.length > 0 && (
        <button
          type="button"
          className="button"
          aria-disabled={busy}
          onClick={() => {
            if (!busy) {
              onOrderInstead(wishes);
            }
          }}
        >
          {offer(order, wishes)}
        </button>
      )}
    </Notice>
  );
}

function offer({ lines, shortages }: Order, wishes: Wish[]): string {
  const [wish] = wishes;
  if (lines.length === 1 && wish) {
    return `Only ${wish.quantity} left: order ${wish.quantity}?`;
  }
  return shortages.every((shortage) => shortage.available === 0)
    ? 'Order the rest without it?'
    : 'Order what is left?';
}

function nameOf(lines: OrderLine[], { sku }: Shortage): string {
  return lines.find((line) => line.sku === sku)?.name ?? sku;
}
