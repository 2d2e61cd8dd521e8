import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ConnectionLost, Refusal, type Problem } from '../api/http.ts';
import { EXPLAINED_CODES, explain } from './explain.ts';

function refusal(status: number, code: string): Refusal {
  const problem: Problem = { type: '', title: '', status, detail: '', code, traceId: 'abc' };
  return new Refusal(problem);
}

test('every explained code is one that the shop documents', () => {
  const documented = readFileSync('../docs/problems.md', 'utf8').match(/^## .+$/gm);
  for (const code of EXPLAINED_CODES) {
    expect(documented).toContain(`## ${code}`);
  }
});

test('an explanation has a next step and what support searches for', () => {
  const { title, nextStep, code, traceId } = explain(refusal(409, 'cart-full'));
  expect(title).toBe('Your cart is full.');
  expect(nextStep).toContain('Remove one');
  expect(code).toBe('cart-full');
  expect(traceId).toBe('abc');
});

test('a code that is not known is explained by its status', () => {
  expect(explain(refusal(503, 'brand-new')).title).toBe('The shop cannot answer right now.');
  expect(explain(refusal(404, 'brand-new')).title).toBe('There is nothing here.');
  expect(explain(refusal(418, 'brand-new')).title).toBe('Something went wrong on our side.');
});

test('a lost connection and a bug have a code as well', () => {
  expect(explain(new ConnectionLost('unreachable')).code).toBe('connection-lost');
  expect(explain(new ConnectionLost('timeout')).title).toBe('The shop does not answer.');
  expect(explain(new TypeError('x is undefined')).code).toBe('storefront-error');
});
