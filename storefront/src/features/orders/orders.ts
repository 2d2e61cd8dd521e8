import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { getOrder, listOrders, type Order } from '../../api/orders.ts';

/** The time between two reads of an order whose live stream is blocked. */
export const POLL_MILLIS = 2_000;

export function orderQuery(orderId: string) {
  return queryOptions({
    queryKey: ['order', orderId],
    queryFn: ({ signal }) => getOrder(orderId, signal),
    refetchOnWindowFocus: 'always',
  });
}

export const ordersQuery = infiniteQueryOptions({
  queryKey: ['orders'],
  queryFn: ({ pageParam, signal }) => listOrders(pageParam, signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next,
  refetchOnMount: 'always',
  refetchOnWindowFocus: 'always',
});

/** Whether no other status can follow. */
export function isFinal({ status }: Order): boolean {
  return status === 'REJECTED' || status === 'CANCELLED';
}
