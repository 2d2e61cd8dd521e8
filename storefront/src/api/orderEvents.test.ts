import { http, HttpResponse } from 'msw';
import { afterEach, expect, test, vi } from 'vitest';
import { problem } from '../testing/fakeShop.ts';
import { server } from '../testing/setup.ts';
import { ConnectionLost } from './http.ts';
import { followOrder, SILENCE_MILLIS } from './orderEvents.ts';

const NEVER = new AbortController().signal;

afterEach(() => {
  vi.useRealTimers();
});

function stream(send: (enqueue: (text: string) => void, close: () => void) => void) {
  server.use(
    http.get('*/order/api/v1/orders/7/events', () => {
      const encoder = new TextEncoder();
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          send(
            (text) => {
              controller.enqueue(encoder.encode(text));
            },
            () => {
              controller.close();
            },
          );
        },
      });
      return new HttpResponse(body, { headers: { 'Content-Type': 'text/event-stream' } });
    }),
  );
}

test('reports each step, also one that arrives in pieces', async () => {
  stream((enqueue, close) => {
    enqueue('retry: 1000\n\nid: 1\nevent: status\ndata: {}\n\ni');
    enqueue('d: 2\nevent: status\ndata: {"status":"REJECTED"}\n\n');
    close();
  });
  const steps: number[] = [];
  await followOrder('7', 0, NEVER, { onSign: () => undefined, onStep: (ordinal) => steps.push(ordinal) });
  expect(steps).toEqual([1, 2]);
});

test('asks for what follows the last step it knows', async () => {
  let asked: string | null = null;
  server.use(
    http.get('*/order/api/v1/orders/7/events', ({ request }) => {
      asked = request.headers.get('Last-Event-ID');
      return new HttpResponse(null, { status: 204 });
    }),
  );
  await followOrder('7', 2, NEVER, { onSign: () => undefined, onStep: () => undefined });
  expect(asked).toBe('2');
});

test('heartbeats keep a stream alive, silence ends it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let enqueue: (text: string) => void = () => undefined;
  stream((send) => {
    enqueue = send;
    send('retry: 1000\n\n');
  });
  const onSign = vi.fn();
  let end: unknown;
  void followOrder('7', 0, NEVER, { onSign, onStep: () => undefined }).catch((failure: unknown) => {
    end = failure;
  });
  await vi.waitFor(() => {
    expect(onSign).toHaveBeenCalledTimes(2);
  });
  for (let beat = 3; beat < 6; beat++) {
    await vi.advanceTimersByTimeAsync(SILENCE_MILLIS - 1_000);
    enqueue(':\n\n');
    await vi.waitFor(() => {
      expect(onSign).toHaveBeenCalledTimes(beat);
    });
  }
  expect(end).toBeUndefined();
  await vi.advanceTimersByTimeAsync(SILENCE_MILLIS);
  await vi.waitFor(() => {
    expect(end).toBeInstanceOf(ConnectionLost);
  });
});

test('a refusal stays a refusal', async () => {
  server.use(http.get('*/order/api/v1/orders/7/events', () => problem(404, 'unknown-order')));
  await expect(
    followOrder('7', 0, NEVER, { onSign: () => undefined, onStep: () => undefined }),
  ).rejects.toMatchObject({ problem: { code: 'unknown-order' } });
});
