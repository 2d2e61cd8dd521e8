import { delay, http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { problem } from '../testing/fakeShop.ts';
import { server } from '../testing/setup.ts';
import { listOf, object } from './shape.ts';

const ITEMS = '/cart/api/v1/items';
const ANYTHING = { answer: () => true };

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
    await expect(ask(ITEMS, ANYTHING)).rejects.toMatchObject({
      problem: { code: 'temporarily-unavailable', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' },
      retryAfterMillis: 2000,
    });
  });

  test('an answer of something on the way gets a code by its status', async () => {
    server.use(
      http.get('*/cart/api/v1/items', () => new HttpResponse('<h1>Bad gateway</h1>', { status: 502 })),
    );
    await expect(ask(ITEMS, ANYTHING)).rejects.toMatchObject({ problem: { code: 'http-502' } });
  });

  test('no answer is a lost connection', async () => {
    server.use(http.get('*/cart/api/v1/items', () => HttpResponse.error()));
    await expect(ask(ITEMS, ANYTHING)).rejects.toThrow('No answer from the shop');
  });

  test.each([
    [
      'a page of a network that wants a log-in',
      () => HttpResponse.html('<h1>Welcome</h1>'),
      { form: 'page' },
    ],
    [
      'a page that refuses',
      () => HttpResponse.html('<h1>Log in first</h1>', { status: 403 }),
      { form: 'page' },
    ],
    ['an answer without what it must have', () => HttpResponse.json({}), { form: 'unreadable' }],
    ['an answer that ends in the middle', () => new HttpResponse('{"items":[{"sku'), { loss: 'cut' }],
  ])('%s is not an answer of the shop', async (_, answer, failure) => {
    server.use(http.get('*/cart/api/v1/items', answer));
    await expect(ask(ITEMS, { answer: object({ items: listOf(object({})) }) })).rejects.toMatchObject(
      failure,
    );
  });

  test('an answer that takes too long is a lost connection', async () => {
    server.use(
      http.get('*/cart/api/v1/items', async () => {
        await delay(1_000);
        return HttpResponse.json({});
      }),
    );
    await expect(ask(ITEMS, { ...ANYTHING, timeoutMillis: 30 })).rejects.toThrow('No answer from the shop');
  });

  test('a request that the page cancels is not a lost connection', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(ask(ITEMS, { ...ANYTHING, signal: controller.signal })).rejects.toMatchObject({
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
    await Promise.all([ask(ITEMS, ANYTHING), ask(ITEMS, ANYTHING), ask(ITEMS, ANYTHING)]);
    expect(log.slice(0, 2)).toEqual(['asked', 'answered']);
    expect(log).toHaveLength(6);
  });
});
