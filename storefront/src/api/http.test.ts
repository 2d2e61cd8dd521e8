import { delay, http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { problem } from '../testing/fakeShop.ts';
import { server } from '../testing/setup.ts';

describe('ask', () => {
  // The session belongs to the page, so every test is a new page.
  let ask: typeof import('./http.ts').ask;
  beforeEach(async () => {
    vi.resetModules();
    ({ ask } = await import('./http.ts'));
  });

  test('a refusal carries its code, its trace and when to come again', async () => {
    server.use(
      http.get('*/cart/api/v1/items', () => {
        const response = problem(503, 'temporarily-unavailable');
        response.headers.set('Retry-After', '2');
        return response;
      }),
    );
    await expect(ask('/cart/api/v1/items')).rejects.toMatchObject({
      problem: { code: 'temporarily-unavailable', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' },
      retryAfterMillis: 2000,
    });
  });

  test('an answer of something on the way gets a code by its status', async () => {
    server.use(
      http.get('*/cart/api/v1/items', () => new HttpResponse('<h1>Bad gateway</h1>', { status: 502 })),
    );
    await expect(ask('/cart/api/v1/items')).rejects.toMatchObject({ problem: { code: 'http-502' } });
  });

  test('no answer is a lost connection', async () => {
    server.use(http.get('*/cart/api/v1/items', () => HttpResponse.error()));
    await expect(ask('/cart/api/v1/items')).rejects.toThrow('No answer from the shop');
  });

  test('an answer that takes too long is a lost connection', async () => {
    server.use(
      http.get('*/cart/api/v1/items', async () => {
        await delay(1_000);
        return HttpResponse.json({});
      }),
    );
    await expect(ask('/cart/api/v1/items', { timeoutMillis: 30 })).rejects.toThrow('No answer from the shop');
  });

  test('a request that the page cancels is not a lost connection', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(ask('/cart/api/v1/items', { signal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  test('the first request of a page goes alone, so that there is one shopper', async () => {
    const log: string[] = [];
    server.use(
      http.get('*/cart/api/v1/items', async () => {
        log.push('asked');
        await delay(30);
        log.push('answered');
        return HttpResponse.json({});
      }),
    );
    await Promise.all([ask('/cart/api/v1/items'), ask('/cart/api/v1/items'), ask('/cart/api/v1/items')]);
    expect(log.slice(0, 2)).toEqual(['asked', 'answered']);
    expect(log).toHaveLength(6);
  });
});
