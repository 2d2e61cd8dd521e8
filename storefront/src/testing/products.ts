import type { Product } from '../api/products.ts';

function product(sku: string, name: string, amountMinor: number, available: number): Product {
  return { sku, name, description: `A ${name}.`, price: { amountMinor, currency: 'EUR' }, available };
}

export const MUG = product('MUG-TEAL', 'Teal mug', 1290, 400);
export const CHAIR = product('CHAIR-OAK', 'Oak chair', 24900, 3);
export const PRINT = product('PRINT-ALPS', 'Alpine print', 6900, 0);
