import { useEffect, useRef, useState } from 'react';
import { Refusal } from '../../api/http.ts';
import { announce } from '../../ui/announce.ts';
import { forgetIntent, markRefused, markSent, type Intent } from './intent.ts';
import { isFinal, placeUntilAnswered } from './placing.ts';

export type Placing =
  { state: 'open' } | { state: 'asking'; troubled: boolean } | { state: 'failed'; failure: unknown };

interface Outcomes {
  onSent: (intent: Intent) => void;
  onAccepted: (orderId: string, intent: Intent) => void;
  onRefused: (refusal: Refusal) => void;
}

/** Places an order once, however often it is called; an intent whose answer was missed is sent again at once. */
export function usePlacing(intent: Intent | undefined, { onSent, onAccepted, onRefused }: Outcomes) {
  const unanswered = intent?.sent ? intent : undefined;
  const [placing, setPlacing] = useState<Placing>(
    unanswered ? { state: 'asking', troubled: true } : { state: 'open' },
  );
  const underway = useRef<AbortController>(undefined);

  async function place(wish: Intent) {
    if (underway.current) {
      return;
    }
    const controller = new AbortController();
    underway.current = controller;
    setPlacing({ state: 'asking', troubled: wish.sent });
    announce('Placing your order');
    try {
      onSent(markSent(wish));
      const orderId = await placeUntilAnswered(wish, controller.signal, () => {
        setPlacing({ state: 'asking', troubled: true });
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

  const resume = useRef(() => {
    if (unanswered) {
      void place(unanswered);
    }
  });

  useEffect(() => {
    resume.current();
    return () => {
      underway.current?.abort();
      underway.current = undefined;
    };
  }, []);

  function reopen() {
    setPlacing({ state: 'open' });
  }

  return { placing, place, reopen };
}
