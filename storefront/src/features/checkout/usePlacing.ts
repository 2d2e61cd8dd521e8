import { useEffect, useRef, useState } from 'react';
import { Refusal } from '../../api/http.ts';
import { announce } from '../../ui/announce.ts';
import { forgetIntent, keptIntent, markRefused, markSent, type Intent } from './intent.ts';
import { isFinal, placeUntilAnswered } from './placing.ts';

export type Placing =
  | { state: 'open' }
  /** @property trouble why the last try brought no answer; undefined during the first */
  | { state: 'asking'; trouble: unknown }
  | { state: 'failed'; failure: unknown };

interface Outcomes {
  /** From here until the shop has answered, `intent` is what the shopper must see. */
  onSent: (intent: Intent) => void;
  onAccepted: (orderId: string, intent: Intent) => void;
  onRefused: (refusal: Refusal) => void;
  /** The shopper does not want to wait. The intent is kept as sent. */
  onStopped: (intent: Intent) => void;
}

/** Places an order once, however often it is called. Nothing is sent before it is called. */
export function usePlacing({ onSent, onAccepted, onRefused, onStopped }: Outcomes) {
  const [placing, setPlacing] = useState<Placing>({ state: 'open' });
  const underway = useRef<AbortController>(undefined);

  async function place(wish: Intent) {
    if (underway.current) {
      return;
    }
    const controller = new AbortController();
    underway.current = controller;
    setPlacing({ state: 'asking', trouble: undefined });
    announce('Placing your order');
    try {
      onSent(markSent(wish));
      const orderId = await placeUntilAnswered(wish, controller.signal, (trouble) => {
        setPlacing({ state: 'asking', trouble });
      });
      forgetIntent();
      onAccepted(orderId, wish);
    } catch (failure) {
      if (controller.signal.aborted) {
        return;
      }
      if (isFinal(failure)) {
        if (failure.problem.code === 'idempotency-key-reused') {
          forgetIntent();
        } else {
          markRefused(wish);
        }
        onRefused(failure);
      }
      setPlacing({ state: 'failed', failure });
    } finally {
      if (underway.current === controller) {
        underway.current = undefined;
      }
    }
  }

  function abort() {
    underway.current?.abort();
    underway.current = undefined;
  }

  useEffect(() => abort, []);

  function stop() {
    abort();
    const kept = keptIntent();
    setPlacing({ state: 'open' });
    if (kept) {
      onStopped(kept);
    }
  }

  function reopen() {
    setPlacing({ state: 'open' });
  }

  return { placing, place, stop, reopen };
}
