import { expect, test } from '@playwright/test';
import { expectConfirmed, expectOrderPage, goToReview, orderButton } from './shopper.ts';
import { newProduct } from './warehouse.ts';

/** How long an order of this shop can be cancelled. Only with a short time can a test see what comes after it. */
const WINDOW_SECONDS = Number.parseInt(process.env.SHOP_ORDER_CANCELLATIONWINDOW ?? '', 10) || 30 * 60;

test('an order is cancelled in time', async ({ page }) => {
  await goToReview(page, await newProduct('Regretted mug', 1290, 10));
  await orderButton(page).click();
  await expectOrderPage(page);
  await page.getByRole('button', { name: 'Cancel order' }).click();
  await page.getByRole('button', { name: 'Cancel the order' }).click();
  await expect(
    page.getByText('You have cancelled this order. Nothing is charged.', { exact: true }),
  ).toBeVisible();
  await expect(page.getByRole('status')).toContainText('You have cancelled this order.');
  await expect(page.getByRole('list', { name: 'Progress of your order' })).toContainText(
    /Cancelled\d\d:\d\d:\d\d/,
  );
});

test('a cancellation in one tab is seen in another', async ({ page, context }) => {
  await goToReview(page, await newProduct('Watched mug', 1290, 10));
  await orderButton(page).click();
  await expectOrderPage(page);
  await expectConfirmed(page);
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByRole('button', { name: 'Cancel order' }).click();
  await other.getByRole('button', { name: 'Cancel the order' }).click();
  await expect(
    page.getByText('You have cancelled this order. Nothing is charged.', { exact: true }),
  ).toBeVisible();
});

test('a cancellation that comes too late is refused with the reason', async ({ page }) => {
  test.skip(WINDOW_SECONDS > 60, 'this shop lets orders be cancelled for too long to wait for');
  test.setTimeout(60_000 + WINDOW_SECONDS * 1_000);
  await goToReview(page, await newProduct('Late mug', 1290, 10));
  await orderButton(page).click();
  await expectOrderPage(page);
  await expectConfirmed(page);
  await page.waitForTimeout(WINDOW_SECONDS * 1_000);
  await page.getByRole('button', { name: 'Cancel order' }).click();
  await page.getByRole('button', { name: 'Cancel the order' }).click();
  const notice = page.getByRole('alert');
  await expect(notice).toContainText('It is too late to cancel this order.');
  await expect(notice).toContainText('cancellation-too-late');
  await page.reload();
  await expect(page.getByText('The time for cancelling is over.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel order' })).toHaveCount(0);
});

test('an order whose live stream is blocked is read regularly instead', async ({ page }) => {
  await page.route('**/events', (route) => route.abort());
  await goToReview(page, await newProduct('Blocked mug', 1290, 10));
  await orderButton(page).click();
  await expectOrderPage(page);
  await expect(page.getByText('We look every two seconds instead.')).toBeVisible();
  await expectConfirmed(page);
});

test('an order whose live stream stays silent is read regularly after five seconds', async ({ page }) => {
  let looks = 0;
  page.on('request', (request) => {
    if (/\/orders\/[0-9a-f-]{36}$/.test(request.url()) && request.resourceType() === 'fetch') {
      looks++;
    }
  });
  // A proxy that holds the stream back: the request is never answered.
  await page.route('**/events', () => undefined);
  await goToReview(page, await newProduct('Silent mug', 1290, 10));
  await orderButton(page).click();
  await expectOrderPage(page);
  await expect(page.getByText('We look every two seconds instead.')).toBeVisible({ timeout: 8_000 });
  const before = looks;
  await expect.poll(() => looks).toBeGreaterThan(before + 1);
  await expectConfirmed(page);
});

test('an order of somebody else is not found', async ({ page, browser }) => {
  await goToReview(page, await newProduct('Private mug', 1290, 10));
  await orderButton(page).click();
  await expectOrderPage(page);
  await expectConfirmed(page);
  const stranger = await browser.newPage();
  await stranger.goto(page.url());
  await expect(stranger.getByRole('alert')).toContainText('unknown-order', { timeout: 20_000 });
  await expect(stranger.getByText('Ada Lovelace')).toHaveCount(0);
  await stranger.close();
});
