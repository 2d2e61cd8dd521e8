import { expect, test } from 'vitest';
import { orderWait, type Step } from './orderWait.ts';

const ORDER = '0198c0de-5ca1-7ab1-8000-0000000000a1';
const BEGIN = Date.parse('2026-11-27T07:00:00Z');
const NOW = BEGIN + 200_000;

const PLACED = step('checkout', 'OUTBOX', { type: 'checkout.order-placed.v1', published: true }, 'e1');
const KNOWN = step('order', 'INBOX', {}, 'e1');
const DECIDED = step('inventory', 'INBOX', {}, 'e1');

function step(service: Step['service'], kind: string, details: Step['details'], eventId?: string): Step {
  return { service, kind, details, eventId, at: new Date(BEGIN).toISOString(), text: '' };
}

function sentence(steps: Step[], silent: Step['service'][] = []): string {
  return orderWait(ORDER, steps, silent, NOW).sentence;
}

test('a dead letter explains all that does not come behind it', () => {
  const letter = step('inventory', 'LETTER', {
    state: 'OPEN',
    consumer: 'inventory-service/checkout.events',
    key: ORDER,
    type: 'checkout.order-placed.v1',
    id: 17,
  });
  const wait = orderWait(ORDER, [PLACED, KNOWN, letter], [], NOW);
  expect(wait.sentence).toBe(
    'It has waited for an operator for 3 min 20 s: inventory-service/checkout.events could not handle checkout.order-placed.v1, which is letter inventory/17.',
  );
  expect(wait.next.map(({ to }) => to)).toEqual([
    `/key?consumer=inventory-service%2Fcheckout.events&key=${ORDER}`,
    `/redrive?service=inventory&consumer=inventory-service%2Fcheckout.events&key=${ORDER}`,
  ]);
});

test('an event that nobody has handled waits for the relay', () => {
  const unpublished = { ...PLACED, details: { ...PLACED.details, published: false } };
  expect(sentence([unpublished])).toBe(
    'It has waited for 3 min 20 s for the relay of checkout to publish checkout.order-placed.v1.',
  );
  expect(sentence([unpublished, KNOWN])).toContain('for inventory to handle');
});

test('a reader that has not handled what is published is named', () => {
  expect(sentence([PLACED, KNOWN])).toBe(
    'It has waited for 3 min 20 s for inventory to handle checkout.order-placed.v1, which is published.',
  );
});

test('of a service that did not answer nothing is concluded', () => {
  const status = step('order', 'STATUS', { status: 'PLACED' });
  expect(sentence([PLACED, KNOWN, status], ['inventory'])).toBe(
    'It has been PLACED for 3 min 20 s, and what it waits for is in a service that did not answer.',
  );
  expect(sentence([], ['inventory'])).toContain('by the services that answered');
  expect(sentence([])).toContain('never accepted, or the id is wrong');
});

test('an order with its last status waits for nothing', () => {
  expect(sentence([PLACED, KNOWN, DECIDED, step('order', 'STATUS', { status: 'CONFIRMED' })])).toBe(
    'It waits for nothing: it has been CONFIRMED for 3 min 20 s.',
  );
});
