import { useEffect, useRef, type ReactNode } from 'react';
import { times } from '../../api/money.ts';
import type { Order } from '../../api/orders.ts';
import { announce } from '../../ui/announce.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Price } from '../../ui/Price.tsx';
import { ProductLine } from '../../ui/ProductLine.tsx';
import { Cancellation } from './Cancellation.tsx';
import styles from './OrderDetails.module.css';
import { isFinal } from './orders.ts';
import { Progress } from './Progress.tsx';
import { Rejection } from './Rejection.tsx';
import { STATUS_WORDS } from './status.ts';
import type { Wish } from './whatIsLeft.ts';

interface OrderDetailsProps {
  order: Order;
  /** Whether the page reads the order regularly because there is no live stream. */
  polling: boolean;
  address: ReactNode;
  onOrderInstead: (wishes: Wish[]) => void;
  orderingInstead: boolean;
  failure: unknown;
}

export function OrderDetails(props: OrderDetailsProps) {
  const { order, polling, address, onOrderInstead, orderingInstead, failure } = props;
  const { label, sentence } = STATUS_WORDS[order.status];
  const told = useRef<string>(undefined);

  useEffect(() => {
    if (told.current !== order.status) {
      told.current = order.status;
      announce(`${label}. ${sentence}`);
    }
  }, [order.status, label, sentence]);

  return (
    <div className={styles.order}>
      <section className={`panel ${styles.status}`} aria-label="Status">
        <p className={styles.sentence}>{sentence}</p>
        <Progress order={order} />
        {polling && !isFinal(order) && (
          <p className={styles.polling}>
            Live updates do not come through your connection. We look every two seconds instead.
          </p>
        )}
      </section>
      {failure !== null && <FailureNotice failure={failure} />}
      {order.status === 'REJECTED' && (
        <Rejection order={order} onOrderInstead={onOrderInstead} busy={orderingInstead} />
      )}
      <div className={styles.columns}>
        <section aria-labelledby="order-items">
          <h2 id="order-items">Items</h2>
          <ul className={styles.lines}>
            {order.lines.map((line) => (
              <ProductLine
                key={line.sku}
                sku={line.sku}
                name={line.name}
                quantity={line.quantity}
                unitPrice={line.unitPrice}
                total={times(line.unitPrice, line.quantity)}
              />
            ))}
          </ul>
          <p className={styles.total}>
            <span>Total</span>
            <Price money={order.total} />
          </p>
        </section>
        <div className={styles.side}>
          <section aria-labelledby="order-delivery">
            <h2 id="order-delivery">Delivery</h2>
            {address}
          </section>
          <Cancellation order={order} />
        </div>
      </div>
    </div>
  );
}
