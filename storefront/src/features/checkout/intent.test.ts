import { expect, test } from 'vitest';
import type { Cart } from '../../api/cart.ts';
import { ADA } from '../../testing/ada.ts';
import { forgetIntent, keptIntent, markRefused, markSent, openIntent } from './intent.ts';

function cart(version: number, amountMinor = 1290): Cart {
  return { version, items: [], total: { amountMinor, currency: 'EUR' } };
}

test('the same request keeps its key, also after a reload', () => {
  const first = openIntent(cart(1), ADA);
  expect(openIntent(cart(1), { ...ADA }).key).toBe(first.key);
});

test.each([
  ['another cart', cart(2), ADA],
  ['another total', cart(1, 1490), ADA],
  ['another address', cart(1), { ...ADA, street: 'Elsewhere 1' }],
])('%s has another key', (_, shown, delivery) => {
  const first = openIntent(cart(1), ADA);
  expect(openIntent(shown, delivery).key).not.toBe(first.key);
});

test('an intent remembers that it was sent until the shop has refused it', () => {
  const intent = openIntent(cart(1), ADA);
  const { sent } = markSent(intent);
  expect(keptIntent()).toEqual({ ...intent, sent });
  expect(markSent({ ...intent, sent }).sent.first).toBe(sent.first);
  markRefused(intent);
  expect(openIntent(cart(1), ADA)).toEqual(intent);
  forgetIntent();
  expect(keptIntent()).toBeUndefined();
});

test('an intent that the shop may have received is not replaced', () => {
  const intent = openIntent(cart(1), ADA);
  const sent = markSent(intent);
  expect(openIntent(cart(2), ADA)).toEqual(sent);
});

test.each(['{', '{"key":"k"}', 'null', '7'])('data that is not an intent is ignored: %s', (text) => {
  sessionStorage.setItem('shop.checkout', text);
  expect(keptIntent()).toBeUndefined();
  expect(openIntent(cart(1), ADA).sent).toBeUndefined();
});
