import { expect, test } from 'vitest';
import { isRefused, merge, together, type Asked, type Known } from './asked.ts';
import type { Answer } from './services.ts';

const KNOWN: Known<string>[] = [
  { service: 'cart', body: 'old cart', at: 1_000, silent: undefined, refused: undefined },
  { service: 'order', body: 'old order', at: 1_000, silent: undefined, refused: undefined },
];

test('of a service that is silent now, what it said before stays, with its age and the reason', () => {
  const answers: Answer<string>[] = [
    { kind: 'done', service: 'cart', body: 'new cart' },
    { kind: 'silent', service: 'order', reason: 'no answer in 10 s' },
  ];
  expect(merge(answers, KNOWN, 9_000)).toEqual([
    { service: 'cart', body: 'new cart', at: 9_000, silent: undefined, refused: undefined },
    { service: 'order', body: 'old order', at: 1_000, silent: 'no answer in 10 s', refused: undefined },
  ]);
});

test('of a service that never answered nothing is shown', () => {
  const [known] = merge<string>([{ kind: 'silent', service: 'order', reason: 'away' }], [], 9_000);
  expect(known).toEqual({ service: 'order', body: undefined, at: 0, silent: 'away', refused: undefined });
});

test('what somebody may not see any more is not shown any more', () => {
  const refused: Answer<string> = {
    kind: 'refused',
    service: 'order',
    status: 403,
    code: 'role-missing',
    detail: 'no',
  };
  expect(merge([refused], KNOWN, 9_000)[0]).toMatchObject({ body: undefined, refused: 'no' });
});

test('a token is refused if everybody who speaks refuses it, and not because nobody speaks', () => {
  const silent: Answer<string> = { kind: 'silent', service: 'cart', reason: 'away' };
  const unauthorized: Answer<string> = {
    kind: 'refused',
    service: 'order',
    status: 401,
    code: 'token-missing',
    detail: '',
  };
  expect(isRefused([silent, unauthorized])).toBe(true);
  expect(isRefused([silent])).toBe(false);
  expect(isRefused([unauthorized, { kind: 'done', service: 'cart', body: '' }])).toBe(false);
});

test('of several questions a service is silent if it is silent to one of them', () => {
  const asked = (all: Known<string>[], at: number): Asked<string> => ({
    all,
    shown: [],
    at,
    again: () => undefined,
  });
  const [cart, order] = KNOWN;
  const silent = { ...order, silent: 'no answer in 10 s' } as Known<string>;

  expect(together(asked(KNOWN, 9_000), asked([silent], 8_000))).toMatchObject({
    all: [cart, silent],
    at: 8_000,
  });
  expect(together(asked(KNOWN, 9_000), asked([], 0))).toMatchObject({ all: KNOWN, at: 0 });
});
