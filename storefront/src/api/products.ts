import type { components } from './generated/inventory.ts';
import { ask } from './http.ts';
import { listOf, money, number, object, text } from './shape.ts';

const PRODUCTS = object({
  products: listOf(object({ sku: text, name: text, description: text, price: money, available: number })),
});

export type Product = components['schemas']['Product'];

export async function listProducts(signal: AbortSignal): Promise<Product[]> {
  const { products } = await ask<components['schemas']['Products']>('/inventory/api/v1/products', {
    answer: PRODUCTS,
    signal,
  });
  return products;
}
