import { expect, test } from '@playwright/test';
import {
  expectConfirmed,
  expectOrderPage,
  goToReview,
  orderButton,
  expectOrdersAtTheShop,
} from './shopper.ts';
import { newProduct } from './warehouse.ts';

const CHECKOUTS = '**/checkout/api/v1/checkouts';

test('a double click is one order', async ({ page }) => {
  await goToReview(page, await newProduct('Double mug', 1290, 10));
  await orderButton(page).dblclick();
  await expectOrderPage(page);
  await expectConfirmed(page);
  await expectOrdersAtTheShop(page, 1);
});

test('a reload between press and answer is one order', async ({ page }) => {
  await goToReview(page, await newProduct('Reload mug', 1290, 10));
  const keys: (string | undefined)[] = [];
  let lost = true;
  await page.route(CHECKOUTS, async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    if (lost) {
      // The shop gets the order, the browser never gets the answer.
      await route.fetch();
      return;
    }
    await route.continue();
  });
  await orderButton(page).click();
  await expectOrdersAtTheShop(page, 1);
  lost = false;
  await page.reload();
  await expectOrderPage(page);
  await expectConfirmed(page);
  expect(new Set(keys).size).toBe(1);
  await expectOrdersAtTheShop(page, 1);
});

test('a network that is cut right after the press, and comes back, is one order', async ({
  page,
  context,
}) => {
  await goToReview(page, await newProduct('Tunnel mug', 1290, 10));
  await page.route(CHECKOUTS, async (route) => {
    await route.fetch();
    await context.setOffline(true);
    await route.abort('internetdisconnected');
  });
  await orderButton(page).click();
  await expect(page.getByRole('alert')).toContainText('You are offline');
  await expect(page.getByRole('alert')).toContainText('cannot be placed twice');
  await expect(page.getByRole('alert')).toBeInViewport({ ratio: 1 });
  await page.unroute(CHECKOUTS);
  await context.setOffline(false);
  await expectOrderPage(page);
  await expectConfirmed(page);
  await expectOrdersAtTheShop(page, 1);
});

test('a network that is away at the press is one order when it is back', async ({ page, context }) => {
  await goToReview(page, await newProduct('Offline mug', 1290, 10));
  await context.setOffline(true);
  await orderButton(page).click();
  await expect(page.getByRole('alert')).toContainText('You are offline');
  await context.setOffline(false);
  await expectOrderPage(page);
  await expectOrdersAtTheShop(page, 1);
});

test('a tab that is closed after the press and restored is one order', async ({ page, context }) => {
  await goToReview(page, await newProduct('Restored mug', 1290, 10));
  await page.route(CHECKOUTS, async (route) => {
    await route.fetch();
  });
  await orderButton(page).click();
  await expectOrdersAtTheShop(page, 1);
  // A browser restores a tab with its address and its session storage.
  const kept = await page.evaluate(() => JSON.stringify(sessionStorage));
  await page.close();
  const restored = await context.newPage();
  await restored.addInitScript((storage: string) => {
    Object.entries(JSON.parse(storage) as Record<string, string>).forEach(([name, value]) => {
      sessionStorage.setItem(name, value);
    });
  }, kept);
  await restored.goto('/review');
  await expectOrderPage(restored);
  await expectOrdersAtTheShop(restored, 1);
});

test('going back after ordering does not order again', async ({ page }) => {
  await goToReview(page, await newProduct('Back mug', 1290, 10));
  await orderButton(page).click();
  await expectOrderPage(page);
  await page.goBack();
  await expect(page.getByText('There is nothing in your cart to order.')).toBeVisible();
  await expectOrdersAtTheShop(page, 1);
});

test('two tabs that both order the cart are one order', async ({ page, context }) => {
  const mug = await newProduct('Rival mug', 1290, 10);
  await goToReview(page, mug);
  const other = await context.newPage();
  await other.goto('/review');
  await expect(orderButton(other)).toBeVisible();
  // Neither tab may learn of the other's order before its own button was pressed.
  const keys = new Set<string | undefined>();
  let bothPressed: () => void = () => undefined;
  const both = new Promise<void>((resolve) => (bothPressed = resolve));
  await context.route(CHECKOUTS, async (route) => {
    keys.add(route.request().headers()['idempotency-key']);
    if (keys.size === 2) {
      bothPressed();
    }
    await both;
    await route.continue();
  });
  await Promise.all([orderButton(page).click(), orderButton(other).click()]);
  await expectOrderPage(page);
  await expectOrderPage(other);
  expect(new URL(page.url()).pathname).toBe(new URL(other.url()).pathname);
  await expectOrdersAtTheShop(page, 1);
});

test('a busy shop gets the order again with the same key', async ({ page }) => {
  await goToReview(page, await newProduct('Patient mug', 1290, 10));
  const keys: (string | undefined)[] = [];
  await page.route(CHECKOUTS, async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    if (keys.length === 1) {
      await route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        headers: { 'Retry-After': '1' },
        json: { code: 'temporarily-unavailable', status: 503 },
      });
      return;
    }
    await route.continue();
  });
  await orderButton(page).click();
  await expectOrderPage(page);
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
});
