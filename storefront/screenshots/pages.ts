import { expect, test, type Page } from '@playwright/test';
import {
  addToCart,
  expectCartAtTheShop,
  expectConfirmed,
  expectOrderPage,
  fillAddress,
  goToReview,
  orderButton,
} from '../e2e/shopper.ts';
import { setPrice } from '../e2e/warehouse.ts';

const PHONE = { width: 360, height: 740 };
const TABLET = { width: 768, height: 900 };
const DESKTOP = { width: 1440, height: 900 };

const MUG = { sku: 'MUG-TEAL', name: 'Teal mug' };
const TEAPOT = { sku: 'TEAPOT-IRON', name: 'Cast-iron teapot' };
const CHAIR = { sku: 'CHAIR-OAK', name: 'Oak chair' };
const MUG_DESCRIPTION = 'Stoneware, 350 ml, glazed by hand. Keeps tea warm and fits under every machine.';

async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) {
      document.activeElement.blur();
    }
  });
  await page.screenshot({ path: `../docs/screenshots/${name}.png`, animations: 'disabled' });
}

test.describe('desktop, light', () => {
  test.use({ viewport: DESKTOP, colorScheme: 'light' });

  test('products', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('article', { name: MUG.name })).toBeVisible();
    await take(page, 'products-1440-light');
  });

  test('order, rejected', async ({ page }) => {
    await page.route('**/cart/api/v1/items**', async (route) => {
      // As if somebody had bought the chairs between the review and the press.
      const response = await route.fetch();
      const text = await response.text();
      await route.fulfill({ response, body: text.replace(/"available":\d+/g, '"available":9') });
    });
    await addToCart(page, CHAIR, 3);
    await page.getByRole('link', { name: /^Cart/ }).click();
    await page.getByRole('button', { name: 'One Oak chair more' }).click();
    await page.getByRole('link', { name: 'Go to delivery' }).click();
    await fillAddress(page);
    await page.getByRole('button', { name: 'Continue to review' }).click();
    await orderButton(page).click();
    await expect(page.getByText('only 3 were left')).toBeVisible();
    await take(page, 'order-rejected-1440-light');
  });
});

test.describe('desktop, dark', () => {
  test.use({ viewport: DESKTOP, colorScheme: 'dark' });

  test('review, price changed', async ({ page }) => {
    await goToReview(page, MUG, 2);
    await setPrice(MUG, 1490, MUG_DESCRIPTION);
    await expectCartAtTheShop(page, '"amountMinor":2980');
    await orderButton(page).click();
    await expect(page.getByRole('button', { name: /^Agree/ })).toBeVisible();
    await take(page, 'review-changed-1440-dark');
    await setPrice(MUG, 1290, MUG_DESCRIPTION);
  });
});

test.describe('tablet, light', () => {
  test.use({ viewport: TABLET, colorScheme: 'light' });

  test('cart, and the order confirmed', async ({ page }) => {
    await addToCart(page, TEAPOT);
    await page.getByRole('article', { name: MUG.name }).getByRole('button').click();
    await page.getByRole('article', { name: CHAIR.name }).getByRole('button').click();
    await expect(page.getByRole('link', { name: 'Cart 3 items' })).toBeVisible();
    await page.getByRole('link', { name: /^Cart/ }).click();
    await page.getByLabel('Quantity of Oak chair').fill('4');
    await page.getByLabel('Quantity of Teal mug').fill('2');
    await page.getByLabel('Quantity of Teal mug').blur();
    await expect(page.getByText('Only 3 left.')).toBeVisible();
    await take(page, 'cart-768-light');
    await page.getByRole('button', { name: 'Remove Oak chair' }).click();
    await page.getByRole('link', { name: 'Go to delivery' }).click();
    await fillAddress(page);
    await page.getByRole('button', { name: 'Continue to review' }).click();
    await orderButton(page).click();
    await expectOrderPage(page);
    await expectConfirmed(page);
    await take(page, 'order-confirmed-768-light');
  });
});

test.describe('phone, dark', () => {
  test.use({ viewport: PHONE, colorScheme: 'dark' });

  test('products, and own orders', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('article', { name: MUG.name })).toBeVisible();
    await take(page, 'products-360-dark');
    await goToReview(page, TEAPOT);
    await orderButton(page).click();
    await expectConfirmed(page);
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await page.getByRole('button', { name: 'Cancel the order' }).click();
    await expect(page.getByRole('heading', { name: 'Cancelled' })).toBeVisible();
    await addToCart(page, MUG, 2);
    await page.goto('/review');
    await orderButton(page).click();
    await expectConfirmed(page);
    await page.getByRole('link', { name: 'Orders' }).click();
    await expect(page.getByText('Confirmed')).toBeVisible();
    await take(page, 'orders-360-dark');
  });
});

test.describe('phone, light', () => {
  test.use({ viewport: PHONE, colorScheme: 'light' });

  test('delivery, and an answer that is missing', async ({ page }) => {
    await page.goto('/delivery');
    await fillAddress(page);
    await page.getByLabel('E-mail').fill('ada@');
    await page.getByLabel('Phone').focus();
    await page.getByText('How do we reach you?').scrollIntoViewIfNeeded();
    await take(page, 'delivery-360-light');
    await goToReview(page, MUG);
    await page.route('**/checkout/api/v1/checkouts', (route) => route.abort());
    await orderButton(page).click();
    await expect(page.getByRole('alert')).toBeInViewport({ ratio: 1 });
    await take(page, 'answer-missing-360-light');
  });
});
