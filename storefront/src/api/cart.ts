import type { components } from './generated/cart.ts';
import { ask } from './http.ts';

export type Cart = components['schemas']['Cart'];
export type CartItem = components['schemas']['Item'];

/** Of one product in one cart; the service refuses more. */
export const MAX_QUANTITY = 1000;

const ITEMS = '/cart/api/v1/items';

export function getCart(signal: AbortSignal): Promise<Cart> {
  return ask(ITEMS, { signal });
}

export function setQuantity(sku: string, quantity: number): Promise<Cart> {
  return ask(`${ITEMS}/${encodeURIComponent(sku)}`, { method: 'PUT', body: { quantity } });
}

export function removeItem(sku: string): Promise<Cart> {
  return ask(`${ITEMS}/${encodeURIComponent(sku)}`, { method: 'DELETE' });
}

/** Empties the cart if it still has this version; otherwise the refusal is cart-changed. */
export function emptyCart(version: number): Promise<Cart> {
  return ask(ITEMS, { method: 'DELETE', headers: { 'If-Match': `"${version}"` } });
}
