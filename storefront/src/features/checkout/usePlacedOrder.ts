import { useQuery } from '@tanstack/react-query';
import { findPlacedOrder } from '../../api/checkouts.ts';
import type { SentIntent } from './intent.ts';

/** For so long after sending, a request may still be on its way to the shop. */
const SETTLED_MILLIS = 30_000;
const ASK_AGAIN_MILLIS = 5_000;
/** An older order is no longer placed: what it says may have changed too much. */
const DAY_MILLIS = 24 * 60 * 60 * 1_000;

/** What the shop says about an intent that it has not answered. Asking places nothing. */
export type Finding =
  | { state: 'asking' }
  | { state: 'placed'; orderId: string }
  /** @property settled whether nothing that was sent can still arrive */
  | { state: 'unknown'; settled: boolean }
  | { state: 'unclear'; failure: unknown };

export function usePlacedOrder({ key, sent }: SentIntent) {
  const { data, error, refetch, isFetching, dataUpdatedAt, errorUpdatedAt } = useQuery({
    queryKey: ['placed-order', key, sent.last],
    queryFn: ({ signal }) => findPlacedOrder(key, signal),
    retry: false,
    refetchOnMount: 'always',
    refetchOnWindowFocus: 'always',
    // Until nothing can arrive any more, or while the shop cannot be asked.
    refetchInterval: ({ state }) =>
      state.data || (state.data === null && state.dataUpdatedAt - sent.last > SETTLED_MILLIS)
        ? false
        : ASK_AGAIN_MILLIS,
  });
  return {
    finding: findingOf(),
    old: Math.max(dataUpdatedAt, errorUpdatedAt) - sent.first > DAY_MILLIS,
    asking: isFetching,
    /** Asks again, and tells whether the shop still does not know it. */
    askAgain: async () => (await refetch()).data === null,
  };

  function findingOf(): Finding {
    if (data) {
      return { state: 'placed', orderId: data.orderId };
    }
    if (error) {
      return { state: 'unclear', failure: error };
    }
    return data === null
      ? { state: 'unknown', settled: dataUpdatedAt - sent.last > SETTLED_MILLIS }
      : { state: 'asking' };
  }
}
