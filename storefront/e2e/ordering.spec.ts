import { expect, test } from '@playwright/test';
import {
  addToCart,
  expectConfirmed,
  expectOrderPage,
  fillAddress,
  goToReview,
  orderButton,
  expectOrdersAtTheShop,
} from './shopper.ts';
import { newProduct } from './warehouse.ts';

test('an order placed by mouse is seen through to its confirmation', async ({ page }) => {
  const mug = await newProduct('Mouse mug', 1290, 10);
  await page.goto('/');
  await expect(page.getByRole('status')).toBeEmpty();
  await goToReview(page, mug, 2);
  await expect(page.getByText('You pay by invoice.')).toBeVisible();
  await orderButton(page).click();
  await expectOrderPage(page);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expectConfirmed(page);
  await expect(page.getByRole('status')).toContainText('Confirmed');
  await expect(page.getByRole('link', { name: 'Cart 0 items' })).toBeVisible();
  await page.getByRole('link', { name: 'Orders' }).click();
  await expect(
    page.getByRole('link', { name: new RegExp(`2 × ${mug.name}.*Confirmed.*€25.80`) }),
  ).toBeVisible();
});

test('an order is placed by keyboard alone', async ({ page }) => {
  const mug = await newProduct('AAA keyboard mug', 1290, 10);
  await page.goto('/');
  const card = page.getByRole('article', { name: mug.name });
  await expect(card).toBeVisible();

  async function tabTo(name: RegExp) {
    for (let presses = 0; presses < 80; presses++) {
      await page.keyboard.press('Tab');
      const focused = page.locator(':focus');
      const text = (await focused.getAttribute('aria-label')) ?? (await focused.textContent()) ?? '';
      const described = await focused.getAttribute('aria-describedby');
      if (name.test(`${text} ${described ?? ''}`)) {
        return;
      }
    }
    throw new Error(`Tab never reached ${name.source}`);
  }

  await tabTo(new RegExp(`Add to cart product-${mug.sku}`));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText(`${mug.name}: 1 in your cart`);
  await page.keyboard.press('Space');
  await expect(page.getByRole('status')).toContainText(`${mug.name}: 2 in your cart`);
  // Back to the top: the skip link is the first stop of a page.
  await page.reload();
  await tabTo(/^Cart 2 items/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Your cart' })).toBeFocused();
  await tabTo(new RegExp(`Quantity of ${mug.name}`));
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('complementary', { name: 'Total' })).toContainText('€38.70');
  await tabTo(/^Go to delivery/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Delivery and contact' })).toBeFocused();
  for (const text of ['Ada Lovelace', 'St James Square 12', '10115', 'Berlin', 'Germ', 'ada@example.org']) {
    await page.keyboard.press('Tab');
    await page.keyboard.type(text);
  }
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Review and order' })).toBeFocused();
  await expect(page.getByText('Germany')).toBeVisible();
  await tabTo(/^Place order/);
  await page.keyboard.press('Enter');
  await expectOrderPage(page);
  await expectConfirmed(page);
  await tabTo(/^Cancel order/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Cancel order' })).toBeFocused();
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('an order is placed, and nothing sticks out of the screen', async ({ page }) => {
    const mug = await newProduct('Pocket mug', 1290, 10);
    await goToReview(page, mug);
    for (const path of ['/', '/your-cart', '/delivery', '/review', '/orders']) {
      await page.goto(path);
      await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, path).toBeLessThanOrEqual(360);
    }
    await page.goto('/review');
    await orderButton(page).tap();
    await expectOrderPage(page);
    await expectConfirmed(page);
  });
});

test('the address is kept for the next order, and never in an address bar', async ({ page }) => {
  const urls: string[] = [];
  page.on('request', (request) => urls.push(request.url()));
  const mug = await newProduct('Second mug', 1290, 10);
  await goToReview(page, mug);
  await orderButton(page).click();
  await expectOrderPage(page);
  await addToCart(page, mug);
  await page.goto('/delivery');
  await expect(page.getByLabel('Street and number')).toHaveValue('St James Square 12');
  await page.getByRole('button', { name: 'Continue to review' }).click();
  await orderButton(page).click();
  await expectOrderPage(page);
  await expectOrdersAtTheShop(page, 2);
  expect(urls.filter((url) => /Ada|James|10115|example\.org/.test(url))).toEqual([]);
});

test('the cart survives a reload, and a second tab stays in step', async ({ page, context }) => {
  const mug = await newProduct('Twin mug', 1290, 10);
  await addToCart(page, mug);
  await page.reload();
  await expect(page.getByRole('link', { name: 'Cart 1 item' })).toBeVisible();
  const other = await context.newPage();
  await other.goto('/your-cart');
  await other.getByRole('button', { name: `One ${mug.name} more` }).click();
  await expect(page.getByRole('link', { name: 'Cart 2 items' })).toBeVisible();
  await page.goto('/your-cart');
  await page.getByRole('button', { name: `Remove ${mug.name}` }).click();
  await expect(other.getByText('There is nothing in your cart yet.')).toBeVisible();
});

test('an unfinished address is explained where it is unfinished', async ({ page }) => {
  await addToCart(page, await newProduct('Unfinished mug', 1290, 10));
  await page.goto('/delivery');
  await fillAddress(page);
  await page.getByLabel('E-mail').fill('ada@');
  await page.getByLabel('Phone').focus();
  await expect(page.getByText('This address is not complete.')).toBeVisible();
  await page.getByLabel('Town or city').fill('');
  await page.getByRole('button', { name: 'Continue to review' }).click();
  await expect(page.getByLabel('Town or city')).toBeFocused();
});
