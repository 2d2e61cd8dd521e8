import { Link } from '@tanstack/react-router';
import { forgetIntent, useUnansweredIntent } from './intent.ts';
import styles from './UnansweredBanner.module.css';
import { UnansweredOrder } from './UnansweredOrder.tsx';

/** Says on every page that an order was sent and not answered. */
export function UnansweredBanner() {
  const intent = useUnansweredIntent();
  if (!intent) {
    return null;
  }
  return (
    <section className={styles.banner} aria-label="An order without an answer">
      <UnansweredOrder
        intent={intent}
        linkTo={(orderId) => (
          <Link to="/orders/$orderId" params={{ orderId }} onClick={forgetIntent}>
            See the order
          </Link>
        )}
      >
        <Link to="/review">Look at it</Link>
      </UnansweredOrder>
    </section>
  );
}
