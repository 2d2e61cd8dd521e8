import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Order } from '../../api/orders.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { ProductPicture } from '../../ui/picture/ProductPicture.tsx';
import { orderPath } from '../../ui/paths.ts';
import { Price } from '../../ui/Price.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useAskAgain } from '../../ui/useAskAgain.ts';
import styles from './OrderList.module.css';
import { ordersQuery } from './orders.ts';
import { STATUS_WORDS } from './status.ts';

const PICTURES = 3;

export function OrderList() {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(ordersQuery);
  const askAgain = useAskAgain(ordersQuery.queryKey);
  if (!data) {
    return error ? (
      <FailureNotice failure={error} onRetry={() => void refetch()} />
    ) : (
      <Loading what="Your orders" onAskAgain={askAgain}>
        <Skeleton shape="row" />
        <Skeleton shape="row" />
        <Skeleton shape="row" />
      </Loading>
    );
  }
  const orders = data.pages.flatMap((page) => page.orders);
  if (orders.length === 0) {
    return (
      <EmptyState text="You have not ordered anything yet.">
        <Link to="/" className="button">
          Look around
        </Link>
      </EmptyState>
    );
  }
  return (
    <>
      {error && <FailureNotice failure={error} onRetry={() => void refetch()} />}
      <ul className={styles.orders}>
        {orders.map((order) => (
          <li key={order.orderId}>
            <Row order={order} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <button
          type="button"
          className="button secondary"
          aria-disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {isFetchingNextPage ? 'Asking for older orders …' : 'Show older orders'}
        </button>
      )}
    </>
  );
}

function Row({ order }: { order: Order }) {
  return (
    <Link to={orderPath(order.orderId)} className={styles.row}>
      <span className={styles.pictures}>
        {order.lines.slice(0, PICTURES).map((line) => (
          <span key={line.sku} className={styles.picture}>
            <ProductPicture sku={line.sku} />
          </span>
        ))}
      </span>
      <span className={styles.about}>
        <span className={styles.names}>
          {order.lines
            .map((line) => (line.quantity > 1 ? `${line.quantity} × ${line.name}` : line.name))
            .join(', ')}
        </span>
        <span className={styles.soft}>
          <Moment at={order.placedAt} show="day" />, <Moment at={order.placedAt} show="time" />
        </span>
      </span>
      <span className={styles.end}>
        <span className={`${styles.status} ${styles[order.status]}`}>{STATUS_WORDS[order.status].label}</span>
        <Price money={order.total} />
      </span>
    </Link>
  );
}
