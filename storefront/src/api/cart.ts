import type { components } from './generated/cart.ts';
import { ask } from './http.ts';
import { listOf, money, number, object, optional, text } from './shape.ts';

export type Cart = components['schemas']['Cart'];
export type CartItem = components['schemas']['Item'];

/** Of one product in one cart; the service refuses more. */
export const MAX_QUANTITY = 1000;

const CART = object({
  version: number,
  items: listOf(
    object({
      sku: text,
      name: text,
      quantity: number,
      unitPrice: money,
      lineTotal: money,
      available: number,
    }),
  ),
  total: money,
  notOrderable: optional(listOf(object({ sku: text, reason: text }))),
});

const ITEMS = '/cart/api/v1/items';

export function getCart(signal: AbortSignal): Promise<Cart> {
  return ask(ITEMS, { answer: CART, signal });
}

export function setQuantity(sku: string, quantity: number): Promise<Cart> {
  return ask(`${ITEMS}/${encodeURIComponent(sku)}`, { answer: CART, method: 'PUT', body: { quantity } });
}

export function removeItem(sku: string): Promise<Cart> {
  return ask(`${ITEMS}/${encodeURIComponent(sku)}`, { answer: CART, method: 'DELETE' });
}

/** Empties the cart if it still has this version; otherwise the refusal is cart-changed. */
export function emptyCart(version: number): Promise<Cart> {
  return ask(ITEMS, { answer: CART, method: 'DELETE', headers: { 'If-Match': `"${version}"` } });
}
