import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { orderPath } from '../../ui/paths.ts';
import { forgetIntent, useUnansweredIntent } from './intent.ts';
import styles from './UnansweredBanner.module.css';

type Details = typeof import('./UnansweredOrder.tsx');

/** Says on every page that an order was sent and not answered. */
export function UnansweredBanner() {
  const intent = useUnansweredIntent();
  const details = useDetails(intent !== undefined);
  if (!intent) {
    return null;
  }
  return (
    <section className={styles.banner} aria-label="An order without an answer">
      {details ? (
        <details.UnansweredOrder
          intent={intent}
          linkTo={(orderId) => (
            <Link to={orderPath(orderId)} onClick={forgetIntent}>
              See the order
            </Link>
          )}
        >
          <Link to="/review">Look at it</Link>
        </details.UnansweredOrder>
      ) : (
        <p>
          An order has not been answered. <Link to="/review">Look at it</Link>
        </p>
      )}
    </section>
  );
}

/** As a rule there is no such order, so the code for it is a file of its own. Without it the banner is shorter, but there. */
function useDetails(needed: boolean): Details | undefined {
  const [details, setDetails] = useState<Details>();
  useEffect(() => {
    if (!needed) {
      return;
    }
    function load() {
      import('./UnansweredOrder.tsx').then(setDetails, () => undefined);
    }
    load();
    window.addEventListener('online', load);
    return () => {
      window.removeEventListener('online', load);
    };
  }, [needed]);
  return details;
}
