import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './axe.ts';
import { addressToSignIn, CONSOLE_URL, healReservations, poisonReservations, signIn } from './operator.ts';
import { expectConfirmed, expectOrderPage, goToReview, orderButton } from './shopper.ts';
import { newProduct } from './warehouse.ts';

const PAGES = ['Now', 'Waiting', 'Key', 'Order', 'Redrive', 'Replay', 'Projections', 'Audit'];
const CONSUMER = 'inventory-service/checkout.events';

test.use({ actionTimeout: 10_000 });

function heading(page: Page, name: string) {
  return page.getByRole('heading', { level: 1, name, exact: true });
}

/** As the page itself goes on: without loading it again, as somebody who clicks. */
async function go(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click();
  await expect(heading(page, name)).toBeVisible();
}

test('the console is on no route of the shop, and no route of the shop is on the console', async ({
  baseURL,
}) => {
  const shop = String(baseURL);
  for (const path of ['/ops/order/waiting', '/ops/api/v1/waiting', '/console.html']) {
    expect((await fetch(shop + path)).status, path).toBe(404);
  }
  expect((await fetch(`${CONSOLE_URL}/cart/api/v1/items`)).status).toBe(404);
  expect((await fetch(`${CONSOLE_URL}/ops/order/waiting`)).status).toBe(401);
});

test('every page is accessible in light and dark, and fits a phone', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto(CONSOLE_URL);
  await expect(heading(page, 'Sign in')).toBeVisible();
  await expectAccessible(page, 'sign in');
  await signIn(page);
  expect(page.url()).toBe(`${CONSOLE_URL}/`);
  for (const name of PAGES) {
    await go(page, name);
    await expect(page.getByRole('group', { name: /loading$/ })).toHaveCount(0);
    if (name !== PAGES[0]) {
      await expect(heading(page, name)).toBeFocused();
    }
    await expectAccessible(page, name);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth),
      `width of ${name}`,
    ).toBeLessThanOrEqual(360);
    await page.setViewportSize({ width: 1280, height: 720 });
  }
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(heading(page, 'Sign in')).toBeVisible();
});

test('a wrong token is said at the sign-in, and the right one opens the page that was asked for', async ({
  page,
}) => {
  await page.goto(`${CONSOLE_URL}/audit#token=${'0'.repeat(48)}`);
  await expect(page.getByRole('alert')).toContainText('The services do not take this token');
  await expectAccessible(page, 'sign in, refused');
  await page.getByLabel('Token').fill(String(new URL(addressToSignIn()).hash.split('=')[1]));
  await page.keyboard.press('Enter');
  await expect(heading(page, 'Audit')).toBeVisible();
});

test('a service that does not answer is named, the rest is shown, and what is old says so', async ({
  page,
}) => {
  await page.clock.install();
  await signIn(page);
  await expect(page.getByRole('heading', { name: 'inventory', exact: true })).toBeVisible();
  await page.route('**/ops/inventory/**', (route) => route.abort());
  await page.getByRole('button', { name: 'Ask again' }).click();
  await expect(page.getByRole('alert')).toContainText('inventory did not answer');
  await expect(page.getByRole('alert')).toContainText(/What is shown of it is as of \d/);
  await expect(page.getByText(/; inventory as of [0-9:]+, \d+ s ago/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'order', exact: true })).toBeVisible();
  await expectAccessible(page, 'Now, partly unreachable');
  await page.route('**/ops/**', () => undefined);
  await page.clock.fastForward(30_000);
  await expect(page.getByText(/^Out of date: as of/)).toBeVisible();
  await expectAccessible(page, 'Now, out of date');
});

test('an order that stopped is found, redriven from the console and audited', async ({ page }) => {
  test.setTimeout(120_000);
  const mug = await newProduct('Console mug', 1290, 3);
  const shopper = await page.context().browser()?.newPage();
  if (!shopper) {
    throw new Error('There is no browser');
  }
  await goToReview(shopper, mug);
  poisonReservations();
  try {
    await orderButton(shopper).click();
    await expectOrderPage(shopper);
    const order = String(new URL(shopper.url()).pathname.split('/').at(-1));

    await signIn(page);
    await expect(page.getByRole('link', { name: /^[1-9]\d* ?shoppers without an answer/ })).toBeVisible({
      timeout: 20_000,
    });
    await expectAccessible(page, 'Now, something waits');
    await go(page, 'Order');
    await page.getByRole('textbox', { name: 'Order' }).fill(order);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: /^It has waited for an operator/ })).toBeVisible();
    await expectAccessible(page, 'Order, stopped');

    await go(page, 'Waiting');
    const cause = page
      .getByRole('article', { name: /^Fingerprint/ })
      .filter({ hasText: 'DataIntegrityViolation' });
    await cause.getByText('Keys that have waited longest').click();
    await expectAccessible(page, 'Waiting, a cause');
    await cause.getByRole('link', { name: order }).click();
    await expect(heading(page, 'Key')).toBeVisible();
    await expect(page.getByText('Ada Lovelace')).toHaveCount(0);
    await page.getByRole('button', { name: /^Show the payload/ }).click();
    await expect(page.getByText('Ada Lovelace')).toBeVisible();
    await expectAccessible(page, 'Key, with a payload');

    healReservations();
    await page.getByRole('link', { name: 'Plan a redrive of this key' }).click();
    await page.getByLabel('Why it works now').fill('the trigger is dropped');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Run this plan' })).toBeVisible();
    await expect(page.getByText('PLANNED', { exact: true })).toBeVisible();
    await expectAccessible(page, 'Redrive, planned');
    await page.getByRole('button', { name: 'Run this plan' }).press('Enter');
    await expect(page.getByRole('button', { name: 'Stop' })).toHaveCount(0, { timeout: 20_000 });
    await expect(page.getByText('DONE').first()).toBeVisible();
    await expect(page.getByText('1 of 1 keys, 0 left')).toBeVisible();
    await expectAccessible(page, 'Redrive, done');

    await expectConfirmed(shopper);
    await page.goto(`${CONSOLE_URL}/order/${order}`);
    await expect(
      page.getByRole('heading', { name: /^It waits for nothing: it has been CONFIRMED/ }),
    ).toBeVisible();
    await page.goto(`${CONSOLE_URL}/key?${new URLSearchParams({ consumer: CONSUMER, key: order })}`);
    await expect(page.getByText('Nothing of it waits any more')).toBeVisible();
    await go(page, 'Waiting');
    await expect(page.getByRole('link', { name: order })).toHaveCount(0);

    await go(page, 'Audit');
    await expect(page.getByText(/· letter\.payload\.read · letter\//).first()).toBeVisible();
    await expect(page.getByText(/· redrive\.run · redrive\//).first()).toBeVisible();
    await expect(page.getByText('because: the trigger is dropped').first()).toBeVisible();
    await expect(page.getByText('sound', { exact: true })).toHaveCount(4);
    await expectAccessible(page, 'Audit, with rows');
  } finally {
    healReservations();
    await shopper.close();
  }
});

test('the orders are built again: plan, run by name, verify, swap, undo', async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page);
  await go(page, 'Replay');
  await page.getByLabel('Why it is needed').fill('to try it from the console');
  await page.keyboard.press('Enter');
  await expect(page.getByText('checkout.order-placed.v1 on checkout.events')).toBeVisible({
    timeout: 60_000,
  });
  await expectAccessible(page, 'Replay, planned');
  await page.getByLabel('Type order-status to agree').press('Enter');
  await expect(page.getByText('This is not order-status.')).toBeVisible();
  await agree(page, 'Run this plan');

  await expect(page.getByText(/ 0 left$/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('PAUSED', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText('RUNNING', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: /^Verify/ }).click();
  await expect(page.getByRole('heading', { name: 'Shadow and table are the same, row by row' })).toBeVisible({
    timeout: 30_000,
  });
  await expectAccessible(page, 'Replay, verified');
  const replay = page.url();
  await go(page, 'Projections');
  await expect(page.getByRole('article', { name: 'shadow' })).toContainText('0 rows differ');
  await expectAccessible(page, 'Projections, with a shadow');
  await page.goto(replay);

  await agree(page, 'Swap');
  await expect(page.getByText('SWAPPED', { exact: true })).toBeVisible({ timeout: 30_000 });
  await go(page, 'Projections');
  await expect(page.getByRole('article', { name: 'before' })).toContainText('undo until');
  await expectAccessible(page, 'Projections, swapped');
  await page.getByRole('link', { name: 'Undo the swap' }).click();
  await agree(page, 'Undo the swap');
  await expect(page.getByText('UNDONE', { exact: true })).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page, 'Replay, undone');
});

async function agree(page: Page, button: string): Promise<void> {
  await page.getByLabel('Type order-status to agree').fill('order-status');
  await page.getByRole('button', { name: button, exact: true }).click();
}
