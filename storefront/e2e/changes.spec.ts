import { expect, test } from '@playwright/test';
import {
  addToCart,
  expectCartAtTheShop,
  expectConfirmed,
  expectOrderPage,
  goToReview,
  orderButton,
  expectOrdersAtTheShop,
} from './shopper.ts';
import { newProduct, setPrice, type Goods } from './warehouse.ts';
import type { Browser } from '@playwright/test';

/** Another shopper orders units of a product, through the shop like everybody else. */
async function somebodyElseOrders(browser: Browser, goods: Goods, quantity: number): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await goToReview(page, goods, quantity);
  await orderButton(page).click();
  await expectOrderPage(page);
  await expectConfirmed(page);
  await context.close();
}

test('a price that changes under the shopper is shown old and new, and agreed to', async ({ page }) => {
  const mug = await newProduct('Rising mug', 1290, 10);
  await goToReview(page, mug, 2);
  await setPrice(mug, 1490);
  await expectCartAtTheShop(page, '"amountMinor":2980');
  await orderButton(page).click();
  const notice = page.getByRole('alert');
  await expect(notice).toContainText('€25.80');
  await expect(notice).toContainText('€29.80');
  await expectOrdersAtTheShop(page, 0);
  await page.getByRole('button', { name: 'Agree to €29.80' }).click();
  await page.getByRole('button', { name: 'Place order for €29.80' }).click();
  await expectOrderPage(page);
  await expectConfirmed(page);
});

test('a cart that another tab changes is shown old and new', async ({ page, context }) => {
  const mug = await newProduct('Other-tab mug', 1290, 10);
  await goToReview(page, mug);
  const other = await context.newPage();
  await other.goto('/your-cart');
  await other.getByRole('button', { name: `One ${mug.name} more` }).click();
  await page.getByRole('button', { name: 'Agree to €25.80' }).click();
  await page.getByRole('button', { name: 'Place order for €25.80' }).click();
  await expectOrderPage(page);
});

test('what goes out of stock in the cart is told there, and can be taken out', async ({ page, browser }) => {
  const rare = await newProduct('Rare mug', 4900, 1);
  const mug = await newProduct('Common mug', 1290, 10);
  await addToCart(page, rare);
  await page.getByRole('article', { name: mug.name }).getByRole('button').click();
  await expect(page.getByRole('link', { name: 'Cart 2 items' })).toBeVisible();
  await somebodyElseOrders(browser, rare, 1);
  await expectCartAtTheShop(page, '"available":0');
  await page.goto('/your-cart');
  await expect(page.getByText('Out of stock. Remove it to order the rest.')).toBeVisible();
  await page.getByRole('button', { name: `Remove ${rare.name}` }).click();
  await expect(page.getByRole('complementary', { name: 'Total' })).toContainText('€12.90');
  await expect(page.getByText('Out of stock')).toHaveCount(0);
});

test('what goes out of stock before the press is rejected per line, with a way on', async ({
  page,
  browser,
}) => {
  const chair = await newProduct('Oak stool', 9900, 3);
  await goToReview(page, chair, 3);
  await somebodyElseOrders(browser, chair, 1);
  await orderButton(page).click();
  await expectOrderPage(page);
  await expect(page.getByText('you wanted 3, and only 2 were left.')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Progress of your order' })).toContainText('Rejected');
  await page.getByRole('button', { name: 'Only 2 left: order 2?' }).click();
  await page.getByRole('button', { name: 'Place order for €198.00' }).click();
  await expectOrderPage(page);
  await expectConfirmed(page);
});
