import { randomUUID } from 'node:crypto';

/** Inventory's own API, which is reachable only inside the cluster. */
const INVENTORY = process.env.SHOP_INVENTORY_URL ?? 'http://localhost:18081';

export interface Goods {
  sku: string;
  name: string;
}

/** A product for this test only, so that no other test sees its price or stock change. */
export async function newProduct(name: string, priceMinor: number, stock: number): Promise<Goods> {
  const goods = { sku: `MUG-TEST-${randomUUID().slice(0, 8)}`, name: `${name} ${randomUUID().slice(0, 4)}` };
  await setPrice(goods, priceMinor);
  if (stock > 0) {
    await ask('POST', `/${goods.sku}/intakes`, { quantity: stock });
  }
  return goods;
}

export async function setPrice(
  { sku, name }: Goods,
  priceMinor: number,
  description = 'Made for a test.',
): Promise<void> {
  const price = { amountMinor: priceMinor, currency: 'EUR' };
  await ask('PUT', `/${sku}`, { name, description, price });
}

async function ask(method: string, path: string, body: unknown): Promise<void> {
  const response = await fetch(`${INVENTORY}/inventory/api/v1/products${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() },
    body: JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(`Inventory refused ${method} ${path}: ${response.status} ${await response.text()}`);
  }
}
