import { expect, test } from '@playwright/test';
import { expectAccessible } from './axe.ts';
import {
  addToCart,
  expectCartAtTheShop,
  expectConfirmed,
  expectOrderPage,
  fillAddress,
  goToReview,
  orderButton,
} from './shopper.ts';
import { newProduct, setPrice } from './warehouse.ts';

const CHECKOUTS = '**/checkout/api/v1/checkouts';

test('the way to an order', async ({ page }) => {
  test.setTimeout(120_000);
  const mug = await newProduct('Axe mug', 1290, 3);
  await page.route('**/products', () => undefined);
  await page.goto('/');
  await expect(page.getByRole('group', { name: 'Products, loading' })).toBeVisible();
  await expectAccessible(page, 'products, loading');
  await page.unroute('**/products');
  await page.goto('/your-cart');
  await expectAccessible(page, 'cart, empty');
  await page.goto('/orders');
  await expectAccessible(page, 'orders, none');
  await page.goto('/nowhere');
  await expectAccessible(page, 'no such page');
  await addToCart(page, mug, 3);
  await expectAccessible(page, 'products');
  await page.goto('/your-cart');
  await page.getByRole('button', { name: `One ${mug.name} more` }).click();
  await expect(page.getByText('Only 3 left.')).toBeVisible();
  await expectAccessible(page, 'cart, more than there is');
  await page.getByRole('link', { name: 'Go to delivery' }).click();
  await page.getByRole('button', { name: 'Continue to review' }).click();
  await expectAccessible(page, 'delivery, unfinished');
  await fillAddress(page);
  await expectAccessible(page, 'delivery');
  await page.getByRole('button', { name: 'Continue to review' }).click();
  await expect(orderButton(page)).toBeVisible();
  await expectAccessible(page, 'review, more than there is');
  await page.getByRole('button', { name: 'Take 3' }).click();
  await expect(page.getByRole('button', { name: 'Place order for €38.70' })).toBeVisible();
  await setPrice(mug, 1390);
  await expectCartAtTheShop(page, '"amountMinor":4170');
  await orderButton(page).click();
  await expect(page.getByRole('button', { name: 'Agree to €41.70' })).toBeVisible();
  await expectAccessible(page, 'review, changed');
  await page.getByRole('button', { name: 'Agree to €41.70' }).click();
  await page.route(CHECKOUTS, (route) => route.abort());
  await orderButton(page).click();
  await expect(page.getByText('the answer has not arrived')).toBeVisible();
  await expectAccessible(page, 'review, answer missing');
  await page.unroute(CHECKOUTS);
  await expectOrderPage(page);
  await expectConfirmed(page);
  await expectAccessible(page, 'order, confirmed');
  await page.getByRole('button', { name: 'Cancel order' }).click();
  await expectAccessible(page, 'order, cancelling');
  await page.getByRole('button', { name: 'Cancel the order' }).click();
  await expect(page.getByRole('heading', { name: 'Cancelled' })).toBeVisible();
  await expectAccessible(page, 'order, cancelled');
  await page.goto('/orders');
  await expect(page.getByText('Cancelled')).toBeVisible();
  await expectAccessible(page, 'orders');
});

test('rejected, too late, and what fails', async ({ page }) => {
  test.setTimeout(120_000);
  const mug = await newProduct('Axe mug', 1290, 2);
  await goToReview(page, mug, 2);
  // The cart sees stock that the warehouse no longer has.
  await page.route('**/events', (route) => route.abort());
  const review = page.url();
  const rival = await page.context().browser()?.newContext();
  const other = await rival?.newPage();
  if (other) {
    await goToReview(other, mug, 1);
    await orderButton(other).click();
    await expectConfirmed(other);
  }
  expect(page.url()).toBe(review);
  await orderButton(page).click();
  await expect(page.getByText('only 1 were left')).toBeVisible();
  await expectAccessible(page, 'order, rejected');
  await page.goto('/orders/0198c0de-5ca1-7ab1-8000-0000000000a1');
  await expect(page.getByRole('alert')).toBeVisible({ timeout: 20_000 });
  await expectAccessible(page, 'order, unknown');
  await page.route('**/api/v1/**', (route) => route.abort());
  for (const path of ['/', '/your-cart', '/orders']) {
    await page.goto(path);
    await expect(page.getByRole('alert')).toContainText('connection-lost');
    await expectAccessible(page, `${path}, no connection`);
  }
});
