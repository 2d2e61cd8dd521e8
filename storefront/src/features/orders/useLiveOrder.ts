import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ConnectionLost, Refusal } from '../../api/http.ts';
import { followOrder } from '../../api/orderEvents.ts';
import { isFinal, orderQuery, POLL_MILLIS } from './orders.ts';
import { useVisible } from './useVisible.ts';

const RECONNECT_MILLIS = 1_000;
const RECONNECT_WHILE_POLLING_MILLIS = 10_000;
const PASSING = [408, 429];

/**
 * An order and its changes: announced by the live stream, or read every few seconds while there is no stream.
 *
 * The stream only says that there is news; the order is then read again, so both ways show the same.
 */
export function useLiveOrder(orderId: string) {
  const client = useQueryClient();
  const [polling, setPolling] = useState(false);
  const query = useQuery({
    ...orderQuery(orderId),
    refetchInterval: ({ state }) => (polling && !(state.data && isFinal(state.data)) ? POLL_MILLIS : false),
  });
  const { data: order } = query;
  const visible = useVisible();
  // A browser has few connections to one host over HTTP/1.1: a hidden page keeps none once stock has answered.
  const follow = order !== undefined && !isFinal(order) && (visible || order.status === 'PLACED');
  const seen = useRef(0);
  useEffect(() => {
    seen.current = order?.steps.length ?? 0;
  });

  useEffect(() => {
    if (!follow) {
      return;
    }
    const controller = new AbortController();
    const { signal } = controller;

    async function keepFollowing() {
      while (!signal.aborted) {
        try {
          await followOrder(orderId, seen.current, signal, { onSign, onStep });
          await pause(RECONNECT_MILLIS, signal);
        } catch (failure) {
          setPolling(true);
          if (!mayComeBack(failure)) {
            return;
          }
          await pause(RECONNECT_WHILE_POLLING_MILLIS, signal);
        }
      }
    }

    function onSign() {
      setPolling(false);
    }

    function onStep(ordinal: number) {
      if (ordinal > seen.current) {
        void client.invalidateQueries(orderQuery(orderId));
      }
    }

    void keepFollowing();
    return () => {
      controller.abort();
    };
  }, [client, follow, orderId]);

  return { ...query, polling };
}

function mayComeBack(failure: unknown): boolean {
  return (
    failure instanceof ConnectionLost ||
    (failure instanceof Refusal &&
      (failure.problem.status >= 500 || PASSING.includes(failure.problem.status)))
  );
}

function pause(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
