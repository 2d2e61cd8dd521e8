import type { components } from './generated/inventory.ts';
import { ask } from './http.ts';

export type Product = components['schemas']['Product'];

export async function listProducts(signal: AbortSignal): Promise<Product[]> {
  const { products } = await ask<components['schemas']['Products']>('/inventory/api/v1/products', { signal });
  return products;
}
