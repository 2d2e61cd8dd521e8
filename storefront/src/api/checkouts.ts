import type { components } from './generated/checkout.ts';
import { ask, Refusal } from './http.ts';
import { object, text } from './shape.ts';

export type Delivery = components['schemas']['Delivery'];
export type Checkout = components['schemas']['Checkout'];
export type AcceptedCheckout = components['schemas']['PlacedOrder'];

const CHECKOUTS = '/checkout/api/v1/checkouts';
const ACCEPTED = object({ orderId: text });

/** The same key with the same body makes one order and gets one answer, however often it is sent. */
export function placeOrder(key: string, body: Checkout, signal: AbortSignal): Promise<AcceptedCheckout> {
  return ask(CHECKOUTS, {
    answer: ACCEPTED,
    method: 'POST',
    headers: { 'Idempotency-Key': key },
    body,
    signal,
    timeoutMillis: 10_000,
  });
}

/** What a key has led to so far; null if to no order. Places nothing. */
export async function findPlacedOrder(key: string, signal: AbortSignal): Promise<AcceptedCheckout | null> {
  try {
    return await ask<AcceptedCheckout>(CHECKOUTS, {
      answer: ACCEPTED,
      headers: { 'Idempotency-Key': key },
      cache: 'no-store',
      signal,
    });
  } catch (failure) {
    if (failure instanceof Refusal && failure.problem.code === 'unknown-checkout') {
      return null;
    }
    throw failure;
  }
}
