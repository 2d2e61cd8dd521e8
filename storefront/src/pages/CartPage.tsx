import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useRef } from 'react';
import type { CartItem } from '../api/cart.ts';
import { cartQuery } from '../features/cart/cart.ts';
import { CartChanges, useCartChanges } from '../features/cart/CartChanges.tsx';
import { CartLines } from '../features/cart/CartLines.tsx';
import { exceedsStock } from '../features/cart/stock.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { FailureNotice } from '../ui/FailureNotice.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Page } from '../ui/Page.tsx';
import { Price } from '../ui/Price.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { useAskAgain } from '../ui/useAskAgain.ts';
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
  const askAgain = useAskAgain(cartQuery.queryKey);
  const changes = useCartChanges();
  const top = useRef<HTMLDivElement>(null);
  if (!cart) {
    return error ? (
      <FailureNotice failure={error} onRetry={() => void refetch()} />
    ) : (
      <Loading what="Your cart" onAskAgain={askAgain}>
        <Skeleton shape="row" />
        <Skeleton shape="row" />
      </Loading>
    );
  }
  const { items } = cart;
  const empty = cart.items.length === 0 && (cart.notOrderable ?? []).length === 0;

  function setQuantity({ sku, name }: CartItem, quantity: number) {
    changes.setQuantity.mutate({ sku, name, quantity });
  }

  function remove(sku: string, name: string) {
    const quantity = items.find((item) => item.sku === sku)?.quantity;
    changes.remove.mutate({ sku, name, quantity });
    // The pressed button goes with its line.
    top.current?.focus();
  }

  return (
    <div ref={top} tabIndex={-1} className={styles.cart}>
      <CartChanges {...changes} />
      {empty ? (
        <EmptyState text="There is nothing in your cart yet.">
          <Link to="/" className="button">
            Look around
          </Link>
        </EmptyState>
      ) : (
        <div className={styles.columns}>
          <div>
            <CartLines cart={cart} onQuantity={setQuantity} onRemove={remove} />
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
            <Link to="/">Continue shopping</Link>
          </aside>
        </div>
      )}
    </div>
  );
}
