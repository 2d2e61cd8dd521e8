import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { cartQuery } from '../features/cart/cart.ts';
import { CartLines } from '../features/cart/CartLines.tsx';
import { exceedsStock } from '../features/cart/stock.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { FailureNotice } from '../ui/FailureNotice.tsx';
import { Page } from '../ui/Page.tsx';
import { Price } from '../ui/Price.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import styles from './CartPage.module.css';

export function CartPage() {
  return (
    <Page title="Your cart">
      <Content />
    </Page>
  );
}

function Content() {
  const { data: cart, error, refetch } = useQuery(cartQuery);
  const top = useRef<HTMLDivElement>(null);
  if (!cart) {
    return error ? (
      <FailureNotice failure={error} onRetry={() => void refetch()} />
    ) : (
      <div aria-busy="true" aria-label="Your cart is loading" role="group">
        <Skeleton shape="row" />
        <Skeleton shape="row" />
      </div>
    );
  }
  const empty = cart.items.length === 0 && (cart.notOrderable ?? []).length === 0;
  return (
    <div ref={top} tabIndex={-1} className={styles.cart}>
      {empty ? (
        <EmptyState text="There is nothing in your cart yet.">
          <Link to="/" className="button">
            Look around
          </Link>
        </EmptyState>
      ) : (
        <div className={styles.columns}>
          <div>
            <CartLines cart={cart} onRemoved={() => top.current?.focus()} />
          </div>
          <aside className={`panel ${styles.sum}`} aria-label="Total">
            <p className={styles.total}>
              <span>Total</span>
              <Price money={cart.total} />
            </p>
            <p className={styles.small}>
              You pay by invoice, and nothing before you have reviewed the order.
            </p>
            {exceedsStock(cart.items) && (
              <p className={styles.warning}>Some items are not in stock as you want them.</p>
            )}
            {cart.items.length > 0 && (
              <Link to="/delivery" className="button large">
                Go to delivery
              </Link>
            )}
          </aside>
        </div>
      )}
    </div>
  );
}
