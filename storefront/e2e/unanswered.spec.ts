import { expect, test, type Page } from '@playwright/test';
import { knowAddress, ShopOnPaper, type Fault } from './fake.ts';
import { fillAddress, orderButton } from './shopper.ts';

const CHECKOUT = '/checkout/api/v1/checkouts';
const PLACE = `POST ${CHECKOUT}`;

async function pressWithout(page: Page, fault: Fault): Promise<ShopOnPaper> {
  const paper = await ShopOnPaper.behind(page);
  paper.shop.fill({ 'MUG-TEAL': 2 });
  await page.goto('/delivery');
  await fillAddress(page);
  await page.getByRole('button', { name: 'Continue to review' }).click();
  paper.fail(PLACE, fault);
  await orderButton(page).click();
  await expect.poll(() => paper.count(PLACE)).toBeGreaterThan(0);
  return paper;
}

function banner(page: Page) {
  return page.getByRole('region', { name: 'An order without an answer' });
}

test('an order that was not answered is never sent by a page that is only opened', async ({ page }) => {
  const paper = await pressWithout(page, 'offline');
  await page.getByRole('link', { name: 'your orders' }).click();
  await expect(page.getByRole('heading', { name: 'Your orders' })).toBeVisible();
  await expect(banner(page)).toContainText(/An order of \d\d:\d\d/);
  paper.heal();
  const before = paper.count(PLACE);
  await page.getByRole('link', { name: /^Cart/ }).click();
  await expect(banner(page)).toBeVisible();
  await page.getByRole('link', { name: 'Go to delivery' }).click();
  await page.getByLabel('Street and number').fill('Another Road 5');
  await page.getByRole('button', { name: 'Continue to review' }).click();
  // The review shows the order as it was sent, and says so.
  await expect(page.getByText('St James Square 12')).toBeVisible();
  await expect(page.getByText('Another Road 5')).toHaveCount(0);
  await expect(page.getByText(/has not reached the shop/)).toBeVisible();
  await page.reload();
  await expect(page.getByText(/has not reached the shop/)).toBeVisible();
  expect(paper.count(PLACE)).toBe(before);
  expect(paper.shop.orders.size).toBe(0);
});

test('an order that the shop does not know can be placed as it is shown', async ({ page }) => {
  const paper = await pressWithout(page, 'offline');
  paper.heal();
  paper.fail(PLACE, 'never');
  await page.reload();
  await expect(page.getByText('St James Square 12')).toBeVisible();
  paper.heal();
  await page.getByRole('button', { name: 'Place this order for €25.80' }).click();
  await expect(page.getByRole('heading', { name: 'Your order', level: 1 })).toBeVisible();
  expect(new Set(paper.shop.checkouts.map(({ key }) => key)).size).toBe(1);
  expect([...paper.shop.orders.values()].map(({ order }) => order.delivery?.street)).toEqual([
    'St James Square 12',
  ]);
  await expect(banner(page)).toHaveCount(0);
});

test('an order that the shop does not know can be dropped, and then the new address counts', async ({
  page,
}) => {
  await page.clock.install();
  const paper = await pressWithout(page, 'offline');
  paper.heal();
  await page.getByRole('link', { name: 'your orders' }).click();
  await expect(banner(page)).toContainText('may still be on its way');
  await expect(page.getByRole('button', { name: 'Forget it' })).toHaveCount(0);
  await page.clock.fastForward(31_000);
  await page.getByRole('button', { name: 'Forget it' }).click();
  await expect(banner(page)).toHaveCount(0);
  await expect(page.getByRole('status')).toContainText('Nothing was ordered');
  await page.goto('/delivery');
  await page.getByLabel('Street and number').fill('Another Road 5');
  await page.getByRole('button', { name: 'Continue to review' }).click();
  await orderButton(page).click();
  await expect(page.getByRole('heading', { name: 'Your order', level: 1 })).toBeVisible();
  expect([...paper.shop.orders.values()].map(({ order }) => order.delivery?.street)).toEqual([
    'Another Road 5',
  ]);
});

test('an order that the shop has is found on every page, and nothing is sent', async ({ page }) => {
  const paper = await pressWithout(page, 'never');
  const { key = '', body } = await page.evaluate(
    () => JSON.parse(sessionStorage.getItem('shop.checkout') ?? '{}') as { key?: string; body?: unknown },
  );
  // The shop gets the order, the browser never gets the answer.
  await paper.shop.answer(
    new Request(`http://shop.test${CHECKOUT}`, {
      method: 'POST',
      headers: { 'Idempotency-Key': key },
      body: JSON.stringify(body),
    }),
  );
  const before = paper.count(PLACE);
  for (const path of ['/', '/your-cart', '/orders', '/nowhere']) {
    await page.goto(path);
    await expect(banner(page), path).toContainText(/The shop has your order of \d\d:\d\d/);
  }
  await page.getByRole('link', { name: 'See the order' }).click();
  await expect(page.getByRole('heading', { name: 'Your order', level: 1 })).toBeVisible();
  await expect(banner(page)).toHaveCount(0);
  expect(paper.count(PLACE)).toBe(before);
  expect(paper.shop.orders.size).toBe(1);
});

test('an order is kept while the shop cannot be asked for it', async ({ page }) => {
  const paper = await pressWithout(page, 'offline');
  paper.fail(`GET ${CHECKOUT}`, 'offline');
  await page.goto('/');
  await expect(banner(page)).toContainText('The shop cannot be asked');
  await expect(page.getByRole('button', { name: 'Forget it' })).toHaveCount(0);
  paper.heal();
  await page.getByRole('button', { name: 'Ask again' }).click();
  await expect(banner(page)).toContainText('has not reached the shop');
});

test('an order of another day says its day, and is not offered to be placed', async ({ page }) => {
  const paper = await pressWithout(page, 'offline');
  paper.heal();
  await page.evaluate(() => {
    const kept = JSON.parse(sessionStorage.getItem('shop.checkout') ?? '{}') as {
      sent: { first: number; last: number };
    };
    kept.sent = { first: Date.UTC(2026, 0, 2, 12, 4), last: Date.UTC(2026, 0, 2, 12, 5) };
    sessionStorage.setItem('shop.checkout', JSON.stringify(kept));
  });
  await page.goto('/review');
  await expect(page.getByText(/An order of 2 January/)).toBeVisible();
  await expect(page.getByRole('button', { name: /^Place/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Forget it' }).click();
  await expect(orderButton(page)).toBeVisible();
});

const WORDS: [Fault, RegExp][] = [
  ['503', /The shop is busy and has not taken your order/],
  ['429', /The shop is busy and has not taken your order/],
  ['HTML', /Something else answered/],
  ['malformed', /could not be read/],
  ['cut', /the answer has not arrived/],
  ['offline', /the answer has not arrived/],
];

for (const [fault, words] of WORDS) {
  test(`what is said after the press is true: ${fault}`, async ({ page }) => {
    const paper = await pressWithout(page, fault);
    const notice = page.getByRole('alert');
    await expect(notice).toContainText(words);
    await expect(notice).not.toContainText('on its way');
    await page.getByRole('button', { name: 'Stop and keep it for later' }).click();
    await expect(page.getByRole('button', { name: 'Stop and keep it for later' })).toHaveCount(0);
    const before = paper.count(PLACE);
    await page.getByRole('link', { name: 'Kettle & Quill' }).click();
    await expect(banner(page)).toBeVisible();
    expect(paper.count(PLACE)).toBe(before);
  });
}

test('what is said after the press is true: no network at all', async ({ page, context }) => {
  const paper = await ShopOnPaper.behind(page);
  paper.shop.fill({ 'MUG-TEAL': 2 });
  await knowAddress(page);
  await page.goto('/review');
  await expect(orderButton(page)).toBeVisible();
  paper.fail(PLACE, 'offline');
  await context.setOffline(true);
  await orderButton(page).click();
  await expect(page.getByRole('alert')).toContainText('You are offline');
  paper.heal();
  await context.setOffline(false);
  await expect(page.getByRole('heading', { name: 'Your order', level: 1 })).toBeVisible();
});

test('a press without an answer is said to be slow, and can be stopped', async ({ page }) => {
  await page.clock.install();
  await pressWithout(page, 'never');
  await expect(page.getByRole('button', { name: /Placing your order/ })).toBeVisible();
  await page.clock.fastForward(5_000);
  await expect(page.getByRole('alert')).toContainText('takes longer than usual');
  await page.getByRole('button', { name: 'Stop and keep it for later' }).click();
  await expect(page.getByText(/An order of \d\d:\d\d/)).toBeVisible();
});
