import { placeOrder } from '../../api/checkouts.ts';
import { ConnectionLost, NotTheShop, Refusal } from '../../api/http.ts';
import { markSent, type Intent } from './intent.ts';

const FIRST_PAUSE_MILLIS = 1_000;
const LONGEST_PAUSE_MILLIS = 5_000;
const BUSY = [408, 429, 502, 503, 504];

/**
 * Sends the order until the shop answers, always with the same key, so that it is placed once.
 *
 * @param onTrouble called with the reason whenever no answer of the shop came
 * @returns the id of the order
 * @throws Refusal if the shop refuses, or fails in a way that another try does not change
 */
export async function placeUntilAnswered(
  intent: Intent,
  signal: AbortSignal,
  onTrouble: (failure: unknown) => void,
): Promise<string> {
  for (let pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS)) {
    try {
      const sent = markSent(intent);
      return (await placeOrder(sent.key, sent.body, signal)).orderId;
    } catch (failure) {
      if (!mayBeAskedAgain(failure)) {
        throw failure;
      }
      onTrouble(failure);
      await pauseOrOnline(Math.max(pause, Math.min(retryAfter(failure) ?? 0, LONGEST_PAUSE_MILLIS)), signal);
    }
  }
}

/** Whether the refusal proves that nothing was ordered. After a failure of the shop itself this is not known. */
export function isFinal(failure: unknown): failure is Refusal {
  return failure instanceof Refusal && failure.fromService && failure.problem.status < 500;
}

/** Whether the shop itself said that it is too busy, which proves that it took nothing. */
export function isBusy(failure: unknown): boolean {
  return failure instanceof Refusal && failure.fromService && BUSY.includes(failure.problem.status);
}

function mayBeAskedAgain(failure: unknown): boolean {
  return (
    failure instanceof ConnectionLost ||
    failure instanceof NotTheShop ||
    (failure instanceof Refusal && BUSY.includes(failure.problem.status))
  );
}

function retryAfter(failure: unknown): number | undefined {
  return failure instanceof Refusal ? failure.retryAfterMillis : undefined;
}

/** Waits, but not longer than until the browser is online again. */
async function pauseOrOnline(millis: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(finish, millis);
    function finish() {
      clearTimeout(timer);
      window.removeEventListener('online', finish);
      signal.removeEventListener('abort', finish);
      resolve();
    }
    window.addEventListener('online', finish);
    signal.addEventListener('abort', finish);
  });
  signal.throwIfAborted();
}
