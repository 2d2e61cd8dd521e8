import { expect, test, type Page } from '@playwright/test';
import { knowAddress, ShopOnPaper } from './fake.ts';
import { orderButton } from './shopper.ts';

const ITEMS = '/cart/api/v1/items';

async function openCart(page: Page): Promise<ShopOnPaper> {
  const paper = await ShopOnPaper.behind(page);
  paper.shop.fill({ 'MUG-TEAL': 2 });
  await page.goto('/your-cart');
  await expect(page.getByRole('heading', { name: 'Teal mug' })).toBeVisible();
  return paper;
}

test('the only line that cannot be removed comes back, and that is said', async ({ page }) => {
  const paper = await openCart(page);
  paper.fail(`DELETE ${ITEMS}`, '503');
  await page.getByRole('button', { name: 'Remove Teal mug' }).click();
  await expect(page.getByRole('alert')).toContainText('Your cart is as it was before.');
  await expect(page.getByRole('heading', { name: 'Teal mug' })).toBeVisible();
});

test('a removed line can be put back', async ({ page }) => {
  await openCart(page);
  await page.getByRole('button', { name: 'Remove Teal mug' }).click();
  await expect(page.getByRole('status')).toContainText('Teal mug removed from your cart');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('textbox', { name: 'Quantity of Teal mug' })).toHaveValue('2');
  await page.getByRole('link', { name: 'Continue shopping' }).click();
  await expect(page.getByRole('article', { name: 'Teal mug' })).toBeVisible();
});

test('a change of the cart that takes long is said to be under way, and then to be slow', async ({
  page,
}) => {
  await page.clock.install();
  const paper = await openCart(page);
  paper.fail(`PUT ${ITEMS}`, 'never');
  await page.getByRole('button', { name: 'One Teal mug more' }).click();
  await expect(page.getByText('Changing your cart …')).toBeVisible();
  await page.clock.fastForward(5_000);
  await expect(page.getByRole('alert')).toContainText('takes longer than usual');
});

test('a press on "Add to cart" is seen at once, also while the cart is unknown', async ({ page }) => {
  await page.clock.install();
  const paper = await ShopOnPaper.behind(page);
  await page.goto('/');
  const mug = page.getByRole('article', { name: 'Teal mug' });
  await expect(mug).toBeVisible();
  paper.fail(`GET ${ITEMS}`, 'never');
  paper.fail(`PUT ${ITEMS}`, 'never');
  await page.evaluate(() => {
    window.dispatchEvent(new Event('focus'));
  });
  await mug.getByRole('button').click();
  await expect(mug.getByRole('button')).toHaveText('Adding …');
  await expect(page.getByRole('status').last()).toContainText('Adding Teal mug to your cart');
  await page.clock.fastForward(5_000);
  await expect(mug).toContainText('takes longer than usual');
});

for (const wrong of ['2.5', '2,5', '0', 'two', '1001', '']) {
  test(`a quantity that is none is said at its field: "${wrong}"`, async ({ page }) => {
    const paper = await openCart(page);
    const field = page.getByRole('textbox', { name: 'Quantity of Teal mug' });
    await field.fill(wrong);
    await field.press('Tab');
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByRole('alert')).toContainText('Enter a whole number from 1 to 1000');
    expect(paper.count(`PUT ${ITEMS}`)).toBe(0);
    await field.fill('٣');
    await field.press('Enter');
    await expect(page.getByRole('complementary', { name: 'Total' })).toContainText('€38.70');
    await expect(page.getByRole('alert')).toHaveCount(0);
  });
}

test('nothing sticks out of 320 pixels', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const paper = await ShopOnPaper.behind(page);
  await knowAddress(page);
  paper.shop.fill({ 'MUG-TEAL': 1000, 'CHAIR-OAK': 12 });
  for (const path of ['/', '/your-cart', '/delivery', '/review', '/orders', '/nowhere']) {
    await page.goto(path);
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, path).toBeLessThanOrEqual(320);
  }
});

test('with colours of the reader, kinds of buttons and steps still differ', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await openCart(page);
  const looks = await page.evaluate(() =>
    ['button', 'button secondary', 'button danger', 'button plain'].map((kind) => {
      const button = document.createElement('button');
      button.className = kind;
      document.getElementById('content')?.append(button);
      const { backgroundColor, borderStyle, borderColor } = getComputedStyle(button);
      return [backgroundColor, borderStyle, borderColor].join(' ');
    }),
  );
  expect(new Set(looks).size).toBe(4);
});

test('nothing turns for who wants reduced motion', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const paper = await ShopOnPaper.behind(page);
  await knowAddress(page);
  paper.shop.fill({ 'MUG-TEAL': 2 });
  await page.goto('/review');
  paper.fail('POST /checkout', 'never');
  await orderButton(page).click();
  await expect(page.getByRole('button', { name: /Placing your order/ })).toBeVisible();
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});

test('the ring of a focused quantity is whole', async ({ page }) => {
  await openCart(page);
  const field = page.getByRole('textbox', { name: 'Quantity of Teal mug' });
  await field.focus();
  const level = await field.evaluate((element) => getComputedStyle(element).zIndex);
  expect(Number(level)).toBeGreaterThan(0);
});

test('a cancellation whose answer was lost is cancelled, without a second message', async ({ page }) => {
  const paper = await ShopOnPaper.behind(page);
  await knowAddress(page);
  paper.shop.fill({ 'MUG-TEAL': 2 });
  await page.goto('/review');
  await orderButton(page).click();
  await page.getByRole('button', { name: 'Cancel order' }).click();
  const [orderId = ''] = paper.shop.orders.keys();
  paper.shop.step(orderId, 'CANCELLED', { cancellable: false });
  paper.fail(`POST /order`, 'cut');
  await page.getByRole('button', { name: 'Cancel the order' }).click();
  await expect(page.getByRole('heading', { name: 'Cancelled' })).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('the way back after ordering leads to the order, not to an empty form', async ({ page }) => {
  const paper = await ShopOnPaper.behind(page);
  await knowAddress(page);
  paper.shop.fill({ 'MUG-TEAL': 2 });
  await page.goto('/your-cart');
  await page.getByRole('link', { name: 'Go to delivery' }).click();
  await page.getByRole('button', { name: 'Continue to review' }).click();
  await orderButton(page).click();
  await expect(page.getByRole('heading', { name: 'Your order', level: 1 })).toBeVisible();
  await page.goBack();
  await expect(page.getByText('There is nothing in your cart to order.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Continue to review' })).toHaveCount(0);
  await page.getByRole('link', { name: 'See the orders you have placed' }).click();
  await expect(page.getByRole('link', { name: /2 × Teal mug/ })).toBeVisible();
});

test('a cart that cannot be read leaves the page and its header standing', async ({ page }) => {
  const paper = await ShopOnPaper.behind(page);
  paper.fail(`GET ${ITEMS}`, 'malformed');
  await page.goto('/');
  await expect(page.getByRole('link', { name: /^Cart/ })).toBeVisible();
  await expect(page.getByRole('article', { name: 'Teal mug' })).toBeVisible();
  await page.getByRole('link', { name: /^Cart/ }).click();
  await expect(page.getByRole('alert')).toContainText('unreadable-answer');
});
