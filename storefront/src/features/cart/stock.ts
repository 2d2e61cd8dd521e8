import type { CartItem } from '../../api/cart.ts';

export function exceedsStock(items: CartItem[]): boolean {
  return items.some((item) => item.quantity > item.available);
}
