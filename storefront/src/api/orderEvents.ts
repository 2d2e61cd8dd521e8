import { ConnectionLost, send } from './http.ts';
import { orderPath } from './orders.ts';

/** Longer than two heartbeats of the service (2 s each): a stream that is silent for this long is dead or held back. */
export const SILENCE_MILLIS = 5_000;

interface Listener {
  /** The stream is alive: its headers, an event or a heartbeat came. */
  onSign: () => void;
  /** The order has its `ordinal`-th step. */
  onStep: (ordinal: number) => void;
}

/**
 * Follows an order until the service ends the stream. If the order has its final status by then, nothing can follow.
 *
 * Not an EventSource, because that hides heartbeats: without them a proxy that buffers looks like an order without news.
 *
 * @param lastSeen how many steps are known already
 * @throws ConnectionLost if the stream cannot be opened, breaks, or is silent for SILENCE_MILLIS
 */
export async function followOrder(
  orderId: string,
  lastSeen: number,
  signal: AbortSignal,
  { onSign, onStep }: Listener,
): Promise<void> {
  const silence = new AbortController();
  let timer = setTimeout(giveUp, SILENCE_MILLIS);
  function giveUp() {
    silence.abort();
  }
  function alive() {
    clearTimeout(timer);
    timer = setTimeout(giveUp, SILENCE_MILLIS);
    onSign();
  }
  const stop = AbortSignal.any([signal, silence.signal]);
  try {
    const headers = { Accept: 'text/event-stream', 'Last-Event-ID': String(lastSeen) };
    const response = await send(
      `${orderPath(orderId)}/events`,
      { headers, cache: 'no-store', signal: stop },
      signal,
    );
    alive();
    if (response.body) {
      await readSteps(response.body, stop, alive, onStep);
    }
  } catch (failure) {
    signal.throwIfAborted();
    throw failure;
  } finally {
    clearTimeout(timer);
  }
}

async function readSteps(
  body: ReadableStream<Uint8Array>,
  stop: AbortSignal,
  onSign: () => void,
  onStep: (ordinal: number) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let unread = '';
  for await (const piece of chunks(body, stop)) {
    onSign();
    const lines = (unread + decoder.decode(piece, { stream: true })).split('\n');
    unread = lines.pop() ?? '';
    for (const line of lines) {
      // Only the step's ordinal is needed: the order itself is read again, so that there is one source.
      const id = /^id: ?(\d+)\r?$/.exec(line)?.[1];
      if (id !== undefined) {
        onStep(Number(id));
      }
    }
  }
}

async function* chunks(body: ReadableStream<Uint8Array>, stop: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  stop.addEventListener('abort', () => void reader.cancel().catch(() => undefined));
  for (;;) {
    const { done, value } = await reader.read().catch((failure: unknown) => {
      throw new ConnectionLost('cut', failure);
    });
    if (stop.aborted) {
      throw new ConnectionLost('timeout', stop.reason);
    }
    if (done) {
      return;
    }
    yield value;
  }
}
