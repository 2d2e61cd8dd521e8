import type { Order } from '../../api/orders.ts';

/** One product of an order that could be placed instead. */
export interface Wish {
  sku: string;
  name: string;
  quantity: number;
}

/** The lines of a rejected order, each with the quantity that was available. */
export function whatIsLeft({ lines, shortages }: Order): Wish[] {
  return lines
    .map(({ sku, name, quantity }) => ({
      sku,
      name,
      quantity: shortages.find((shortage) => shortage.sku === sku)?.available ?? quantity,
    }))
    .filter((wish) => wish.quantity > 0);
}
