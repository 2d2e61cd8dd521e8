import type { components } from './generated/checkout.ts';
import { ask } from './http.ts';

export type Delivery = components['schemas']['Delivery'];
export type Checkout = components['schemas']['Checkout'];
export type AcceptedCheckout = components['schemas']['PlacedOrder'];

/** The same key with the same body makes one order and gets one answer, however often it is sent. */
export function placeOrder(key: string, body: Checkout, signal: AbortSignal): Promise<AcceptedCheckout> {
  return ask('/checkout/api/v1/checkouts', {
    method: 'POST',
    headers: { 'Idempotency-Key': key },
    body,
    signal,
    timeoutMillis: 10_000,
  });
}
