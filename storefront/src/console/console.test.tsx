import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse, type JsonBodyType } from 'msw';
import { beforeEach, expect, test, vi } from 'vitest';
import { server } from '../testing/setup.ts';
import { Console } from './Console.tsx';
import { signIn, signOut, takeTokenFromAddress } from './session.ts';

const TOKEN = 'a-token-of-this-machine';
const KEY = '0198c0de-5ca1-7ab1-8000-0000000000a1';
const CONSUMER = 'order-service/inventory.events';

const GROUP = {
  consumer: CONSUMER,
  fingerprint: '9f86d081884c',
  type: 'inventory.stock-reserved.v1',
  error: 'java.lang.IllegalStateException',
  keys: 1,
  letters: 2,
  oldest: '2026-11-27T07:00:00Z',
  shoppersWaiting: 1,
  oldestKeys: [KEY],
};

const PLAN = {
  id: '0198c0de-5ca3-7000-8000-0000000000f1',
  state: 'PLANNED',
  keys: 1,
  letters: 2,
  hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  counts: { redriven: 0, duplicates: 0, failed: 0, left: 1 },
  reason: 'the mapping is corrected',
  requestedBy: 'ada',
  createdAt: '2026-11-27T07:00:00Z',
  expiresAt: '2026-11-27T07:30:00Z',
  items: [{ consumer: CONSUMER, key: KEY, upto: 21, letters: 2, state: 'OPEN' }],
};

const REPLAY = {
  id: '0198c0de-5ca4-7000-8000-0000000000f2',
  projection: 'order-status',
  state: 'PLANNED',
  plan: { ranges: [], events: {}, undecodable: 0, unknown: 0, gaps: [], copied: 0, letters: {} },
  hash: '9f86d081884c',
  counts: { events: 0, left: 120, skipped: 0, withheld: 0 },
  reason: 'the fold had a fault',
  requestedBy: 'ada',
  createdAt: '2026-11-27T07:00:00Z',
  expiresAt: '2026-11-27T07:30:00Z',
};

/** What a service answers to a method and a path. */
type Script = Record<string, (request: Request) => JsonBodyType | Response>;

let asked: Request[] = [];

function services(scripts: Partial<Record<string, Script>>) {
  server.use(
    http.all('/ops/:service/*', ({ request, params }) => {
      asked.push(request.clone());
      const path = new URL(request.url).pathname.replace(`/ops/${String(params.service)}`, '');
      const answer = scripts[String(params.service)]?.[`${request.method} ${path}`]?.(request);
      if (answer instanceof Response) {
        return answer;
      }
      return answer === undefined
        ? problem(404, 'not-found', 'No static resource.')
        : HttpResponse.json(answer);
    }),
  );
}

function problem(status: number, code: string, detail: string) {
  return HttpResponse.json({ type: '', title: code, status, detail, code }, { status });
}

const AWAY = () => problem(503, 'temporarily-unavailable', 'away');

function waiting(...groups: (typeof GROUP)[]) {
  return () => ({ groups, blockedKeys: groups.length, openLetters: groups.length * 2 });
}

function open(address: string) {
  window.history.pushState(null, '', address);
  render(<Console />);
  return userEvent.setup();
}

beforeEach(() => {
  asked = [];
  signIn(TOKEN);
});

test('the token behind the # signs in, is taken out of the address and kept for this tab alone', () => {
  signOut('left');
  window.history.pushState(null, '', '/waiting?a=1#token=from-the-command-line');
  takeTokenFromAddress();
  expect(window.location.href).toBe('http://shop.test/waiting?a=1');
  expect(sessionStorage.getItem('console.token')).toBe('from-the-command-line');
  expect(localStorage).toHaveLength(0);
});

test('the token goes into a header, never into an address', async () => {
  services({ order: { 'GET /waiting': waiting() } });
  open('/waiting');
  await screen.findByText('Nothing waits.');
  expect(asked.every((request) => request.headers.get('Authorization') === `Bearer ${TOKEN}`)).toBe(true);
  expect(asked.some((request) => request.url.includes(TOKEN))).toBe(false);
});

test('a token that every service refuses ends at the sign-in, with the reason', async () => {
  const refuse = { 'GET /waiting': () => problem(401, 'token-missing', 'No valid token') };
  services({ cart: refuse, checkout: refuse, inventory: refuse, order: refuse });
  open('/waiting');
  expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeVisible();
  expect(screen.getByRole('alert')).toHaveTextContent('The services do not take this token');
  expect(sessionStorage.getItem('console.token')).toBeNull();
});

test('with one service down, it is named and the rest is shown', async () => {
  services({
    inventory: { 'GET /waiting': AWAY },
    order: { 'GET /waiting': waiting(GROUP) },
  });
  open('/waiting');
  expect(await screen.findByRole('article', { name: 'Fingerprint 9f86d081884c' })).toBeVisible();
  const alert = screen.getByRole('alert');
  expect(alert).toHaveTextContent('inventory did not answer');
  expect(alert).toHaveTextContent('Nothing of it is shown.');
});

test('nothing waits only in the services that answered', async () => {
  services({ inventory: { 'GET /waiting': AWAY }, order: { 'GET /waiting': waiting() } });
  open('/waiting');
  expect(await screen.findByText('Nothing waits in the services that answered.')).toBeVisible();
});

test('of a service that falls silent the last answer stays, and its age is said', async () => {
  let away = false;
  services({ order: { 'GET /waiting': () => (away ? AWAY() : waiting(GROUP)()) } });
  const user = open('/waiting');
  await screen.findByRole('article', { name: 'Fingerprint 9f86d081884c' });
  away = true;
  await user.click(screen.getByRole('button', { name: 'Ask again' }));
  expect(await screen.findByRole('alert')).toHaveTextContent(/What is shown of it is as of \d/);
  expect(screen.getByText(/; order as of [0-9:]+, \d+ s ago/)).toBeVisible();
  expect(screen.getByRole('article', { name: 'Fingerprint 9f86d081884c' })).toBeVisible();
});

test('what is shown says when it is out of date', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  try {
    services({
      order: {
        'GET /audit/verify': () => ({ sound: true, rows: 7, hash: '0'.repeat(64) }),
        'GET /audit': () => ({ rows: [] }),
      },
    });
    open('/audit');
    const chain = await screen.findByRole('region', { name: 'The chain' });
    await within(chain).findByText(/^as of/);
    vi.advanceTimersByTime(30_000);
    expect(await within(chain).findByText(/Out of date: as of .*, 3\d s ago/)).toBeVisible();
  } finally {
    vi.useRealTimers();
  }
});

test('a redrive is planned with a reason, shown as a frozen list and run; who holds a key is named', async () => {
  services({
    order: {
      'GET /jobs': () => ({ jobs: [] }),
      'POST /redrives': () => PLAN,
      [`GET /redrives/${PLAN.id}`]: () => PLAN,
      [`POST /redrives/${PLAN.id}/run`]: () =>
        problem(409, 'somebody-was-first', `The redrive 42 of bob has the key ${KEY} since 07:01.`),
    },
  });
  const user = open(`/redrive?service=order&fingerprint=${GROUP.fingerprint}`);
  await user.click(screen.getByRole('button', { name: 'Make the plan' }));
  expect(screen.getByText(/Say why, in 10 characters/)).toBeVisible();
  await user.type(screen.getByRole('textbox', { name: 'Why it works now' }), 'the mapping is corrected');
  await user.click(screen.getByRole('button', { name: 'Make the plan' }));
  expect(await screen.findByRole('link', { name: KEY })).toBeVisible();
  const planned = asked.find(({ method }) => method === 'POST');
  expect(await planned?.json()).toEqual({
    fingerprint: GROUP.fingerprint,
    reason: 'the mapping is corrected',
    canary: 1,
  });
  await user.click(screen.getByRole('button', { name: 'Run this plan' }));
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('Somebody else was faster or holds it. Nothing was changed.');
  expect(alert).toHaveTextContent('The redrive 42 of bob has the key');
});

test('a press whose answer is missing is the same press when it is pressed again, and then another', async () => {
  let away = true;
  services({
    order: {
      [`GET /redrives/${PLAN.id}`]: () => PLAN,
      [`POST /redrives/${PLAN.id}/run`]: () => (away ? AWAY() : PLAN),
    },
  });
  const user = open(`/redrive/order/${PLAN.id}`);
  const run = await screen.findByRole('button', { name: 'Run this plan' });
  await user.click(run);
  expect(await screen.findByRole('alert')).toHaveTextContent('It is not known whether it was done.');
  away = false;
  await user.click(run);
  await waitFor(() => {
    expect(screen.queryByRole('alert')).toBeNull();
  });
  await user.click(run);
  await waitFor(() => {
    expect(keys()).toHaveLength(3);
  });
  const [first, second, third] = keys();
  expect(second).toBe(first);
  expect(third).not.toBe(second);

  function keys() {
    return asked
      .filter(({ method }) => method === 'POST')
      .map((request) => request.headers.get('Idempotency-Key'));
  }
});

test('a replay runs only when the name of its target is typed', async () => {
  services({
    order: {
      [`GET /replays/${REPLAY.id}`]: () => REPLAY,
      [`POST /replays/${REPLAY.id}/run`]: () => REPLAY,
    },
  });
  const user = open(`/replay/order/${REPLAY.id}`);
  const name = await screen.findByRole('textbox', { name: 'Type order-status to agree' });
  await user.type(name, 'orders');
  await user.click(screen.getByRole('button', { name: 'Run this plan' }));
  expect(screen.getByText('This is not order-status.')).toBeVisible();
  expect(asked.some(({ method }) => method === 'POST')).toBe(false);
  await user.clear(name);
  await user.type(name, 'order-status{Enter}');
  await waitFor(() => {
    expect(asked.some(({ method }) => method === 'POST')).toBe(true);
  });
});

test('a swap says how many rows are known to differ', async () => {
  services({
    order: {
      [`GET /replays/${REPLAY.id}`]: () => ({ ...REPLAY, state: 'RUNNING', differences: 3 }),
      [`POST /replays/${REPLAY.id}/swap`]: () => ({ ...REPLAY, state: 'SWAPPED' }),
    },
  });
  const user = open(`/replay/order/${REPLAY.id}`);
  await user.type(await screen.findByRole('textbox', { name: 'Type order-status to agree' }), 'order-status');
  await user.click(screen.getByRole('button', { name: 'Swap, with 3 rows that differ' }));
  await waitFor(() => {
    expect(asked.some(({ method }) => method === 'POST')).toBe(true);
  });
  expect(await asked.find(({ method }) => method === 'POST')?.json()).toEqual({ differences: 3 });
});

test('a payload is asked for only when somebody wants to see it', async () => {
  const letter = {
    id: '17',
    version: 0,
    consumer: CONSUMER,
    topic: 'inventory.events',
    partition: 3,
    offset: 4711,
    type: GROUP.type,
    key: KEY,
    kind: 'POISON',
    state: 'OPEN',
    error: GROUP.error,
    attempts: 0,
    edited: false,
    diedAt: GROUP.oldest,
    discardOutcomes: [],
  };
  services({
    order: {
      'GET /key': () => ({ consumer: CONSUMER, key: KEY, blockedAt: GROUP.oldest, letters: [letter] }),
      'GET /letters/17/payload': () => ({ payload: '{"name":"Ada"}', error: 'at somewhere' }),
    },
  });
  const user = open(`/key?consumer=${CONSUMER}&key=${KEY}`);
  const show = await screen.findByRole('button', { name: 'Show the payload of order/17' });
  expect(asked.some(({ url }) => url.includes('payload'))).toBe(false);
  await user.click(show);
  expect(await screen.findByText('{"name":"Ada"}')).toBeVisible();
});

test('a projection shows its shadow, and until when the table from before can be taken back', async () => {
  services({
    order: {
      'GET /replays': () => ({
        projections: ['order-status'],
        replays: [{ ...REPLAY, state: 'SWAPPED', swappedAt: '2026-11-27T07:00:00Z', swappedBy: 'bob' }],
      }),
    },
  });
  open('/projections');
  expect(await screen.findByRole('article', { name: 'live' })).toHaveTextContent('2026-11-27 07:00:00 UTC');
  expect(screen.getByRole('article', { name: 'live' })).toHaveTextContent('by bob');
  expect(screen.getByRole('article', { name: 'shadow' })).toHaveTextContent('There is none.');
  expect(screen.getByRole('article', { name: 'before' })).toHaveTextContent(
    'undo until 2026-11-28 07:00:00 UTC',
  );
});

test('a broken trail is named with its row', async () => {
  services({
    order: {
      'GET /audit': () => ({ rows: [] }),
      'GET /audit/verify': () => ({
        sound: false,
        rows: 3,
        number: 4,
        problem: 'Row 4 is missing; the next one is 5.',
        hash: 'a'.repeat(64),
      }),
    },
  });
  open('/audit');
  expect(await screen.findByText('BROKEN')).toBeVisible();
  expect(screen.getByText('Row 4 is missing; the next one is 5.')).toBeVisible();
});
