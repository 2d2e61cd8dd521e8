import type { Cart, CartItem } from '../../api/cart.ts';
import { sameMoney } from '../../api/money.ts';

/** A line that has changed; `before` is missing if the line is new, `now` if it is gone. */
export interface Change {
  sku: string;
  name: string;
  before: CartItem | undefined;
  now: CartItem | undefined;
}

export function changesBetween(shown: Cart, live: Cart): Change[] {
  const skus = new Set([...shown.items, ...live.items].map((item) => item.sku));
  return [...skus].flatMap((sku) => {
    const before = shown.items.find((item) => item.sku === sku);
    const now = live.items.find((item) => item.sku === sku);
    const name = now?.name ?? before?.name ?? sku;
    const same =
      before?.quantity === now?.quantity && before && now && sameMoney(before.unitPrice, now.unitPrice);
    return same ? [] : [{ sku, name, before, now }];
  });
}
