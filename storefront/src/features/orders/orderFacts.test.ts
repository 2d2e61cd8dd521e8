import { expect, test } from 'vitest';
import type { Order, OrderStatus } from '../../api/orders.ts';
import { ADA } from '../../testing/ada.ts';
import { milestonesOf } from './milestones.ts';
import { whatIsLeft } from './whatIsLeft.ts';

const EUR_10 = { amountMinor: 1000, currency: 'EUR' };

function order(statuses: OrderStatus[], change: Partial<Order> = {}): Order {
  return {
    orderId: '7',
    status: statuses.at(-1) ?? 'PLACED',
    placedAt: '2026-11-20T09:30:00Z',
    lines: [
      { sku: 'A', name: 'A', quantity: 3, unitPrice: EUR_10 },
      { sku: 'B', name: 'B', quantity: 1, unitPrice: EUR_10 },
    ],
    total: EUR_10,
    delivery: ADA,
    shortages: [],
    cancellable: true,
    steps: statuses.map((status, second) => ({ status, at: `2026-11-20T09:30:0${second}Z` })),
    ...change,
  };
}

function way(statuses: OrderStatus[]): string[] {
  return milestonesOf(order(statuses)).map(({ label, state }) => `${label}: ${state}`);
}

test('the steps of an order are shown from the start', () => {
  expect(way(['PLACED'])).toEqual(['Placed: done', 'Stock reserved: waiting', 'Confirmed: ahead']);
  expect(way(['PLACED', 'CONFIRMED'])).toEqual(['Placed: done', 'Stock reserved: done', 'Confirmed: done']);
  expect(way(['PLACED', 'REJECTED'])).toEqual([
    'Placed: done',
    'Stock too low: refused',
    'Rejected: refused',
  ]);
});

test('a cancellation ends the steps where they were', () => {
  expect(way(['PLACED', 'CANCELLED'])).toEqual(['Placed: done', 'Cancelled: refused']);
  expect(way(['PLACED', 'CONFIRMED', 'CANCELLED']).at(-1)).toBe('Cancelled: refused');
});

test('every step that was made has its time', () => {
  expect(milestonesOf(order(['PLACED', 'CONFIRMED'])).map(({ at }) => at)).toEqual([
    '2026-11-20T09:30:00Z',
    '2026-11-20T09:30:01Z',
    '2026-11-20T09:30:01Z',
  ]);
});

test('what can be ordered instead is what is left of each line', () => {
  const rejected = order(['PLACED', 'REJECTED'], { shortages: [{ sku: 'A', requested: 3, available: 2 }] });
  expect(whatIsLeft(rejected)).toEqual([
    { sku: 'A', name: 'A', quantity: 2 },
    { sku: 'B', name: 'B', quantity: 1 },
  ]);
  const soldOut = order(['PLACED', 'REJECTED'], { shortages: [{ sku: 'A', requested: 3, available: 0 }] });
  expect(whatIsLeft(soldOut)).toEqual([{ sku: 'B', name: 'B', quantity: 1 }]);
});
