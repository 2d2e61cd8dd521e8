import { expect, type Page } from '@playwright/test';
import type { Goods } from './warehouse.ts';

export async function addToCart(page: Page, goods: Goods, times = 1): Promise<void> {
  await page.goto('/');
  for (let count = 0; count < times; count++) {
    await page.getByRole('article', { name: goods.name }).getByRole('button').click();
    await expect(page.getByRole('link', { name: `Cart ${count + 1} ` })).toBeVisible();
  }
}

export async function fillAddress(page: Page): Promise<void> {
  await page.getByLabel('Name').fill('Ada Lovelace');
  await page.getByLabel('Street and number').fill('St James Square 12');
  await page.getByLabel('Postal code').fill('10115');
  await page.getByLabel('Town or city').fill('Berlin');
  await page.getByLabel('Country').selectOption('DE');
  await page.getByLabel('E-mail').fill('ada@example.org');
}

export async function goToReview(page: Page, goods: Goods, quantity = 1): Promise<void> {
  await addToCart(page, goods, quantity);
  await page.getByRole('link', { name: /^Cart/ }).click();
  await page.getByRole('link', { name: 'Go to delivery' }).click();
  await fillAddress(page);
  await page.getByRole('button', { name: 'Continue to review' }).click();
  await expect(orderButton(page)).toBeVisible();
}

export function orderButton(page: Page) {
  return page.getByRole('button', { name: /^Place order/ });
}

export async function expectOrderPage(page: Page): Promise<void> {
  await expect(page).toHaveURL(/\/orders\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('heading', { name: 'Your order', level: 1 })).toBeVisible();
}

export async function expectConfirmed(page: Page): Promise<void> {
  const steps = page.getByRole('list', { name: 'Progress of your order' }).getByRole('listitem');
  await expect(steps).toHaveText([
    /^Placed\d\d:\d\d:\d\d/,
    /^Stock reserved\d\d:\d\d:\d\d/,
    /^Confirmed\d\d:\d\d:\d\d/,
  ]);
}

/** Waits until the shop itself has this number of orders for the shopper. */
export async function expectOrdersAtTheShop(page: Page, count: number): Promise<void> {
  async function known(): Promise<number> {
    const response = await page.request.get('/order/api/v1/orders');
    const { orders } = (await response.json()) as { orders: unknown[] };
    return orders.length;
  }
  await expect.poll(known).toBe(count);
}

/** Waits until the shopper's cart at the shop shows this; the cart remembers products for a second (ADR 0009). */
export async function expectCartAtTheShop(page: Page, text: string): Promise<void> {
  await expect.poll(async () => (await page.request.get('/cart/api/v1/items')).text()).toContain(text);
}
