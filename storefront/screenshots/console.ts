import { expect, test, type Page } from '@playwright/test';
import { CONSOLE_URL, healReservations, poisonReservations, signIn } from '../e2e/operator.ts';
import { expectConfirmed, expectOrderPage, goToReview, orderButton } from '../e2e/shopper.ts';

const MUG = { sku: 'MUG-TEAL', name: 'Teal mug' };
const CONSUMER = 'inventory-service/checkout.events';

test.use({ viewport: { width: 1024, height: 720 }, colorScheme: 'light', actionTimeout: 10_000 });

async function take(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('group', { name: /loading$/ })).toHaveCount(0);
  await page.screenshot({ path: `../docs/screenshots/console/${name}.png`, animations: 'disabled' });
}

test('the console, while an order waits and the orders are built again', async ({ page, browser }) => {
  test.setTimeout(180_000);
  const shopper = await browser.newPage();
  await goToReview(shopper, MUG);
  poisonReservations();
  try {
    await orderButton(shopper).click();
    await expectOrderPage(shopper);
    const order = String(new URL(shopper.url()).pathname.split('/').at(-1));
    await signIn(page);
    await expect(page.getByRole('link', { name: /^[1-9]\d* ?shoppers/ })).toBeVisible({ timeout: 20_000 });
    await take(page, 'now-light');
    await page.goto(`${CONSOLE_URL}/waiting`);
    await page.getByText('Keys that have waited longest').first().click();
    await take(page, 'waiting-light');
    await page.goto(`${CONSOLE_URL}/key?${new URLSearchParams({ consumer: CONSUMER, key: order })}`);
    await page.getByText('Plan a redrive of this key').scrollIntoViewIfNeeded();
    await take(page, 'key-light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${CONSOLE_URL}/order/${order}`);
    await page.getByRole('heading', { name: 'Timeline' }).scrollIntoViewIfNeeded();
    await take(page, 'order-dark');
    await page.emulateMedia({ colorScheme: 'light' });

    healReservations();
    await page.getByRole('link', { name: 'Plan a redrive of its key' }).click();
    await page.getByLabel('Why it works now').fill('the trigger is dropped');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Run this plan' }).click();
    await expect(page.getByRole('button', { name: 'Stop' })).toHaveCount(0, { timeout: 20_000 });
    await expect(page.getByText('DONE').first()).toBeVisible();
    await take(page, 'redrive-light');
    await expectConfirmed(shopper);
  } finally {
    healReservations();
    await shopper.close();
  }

  await page.goto(`${CONSOLE_URL}/replay`);
  await page.getByLabel('Why it is needed').fill('the fold had a fault');
  await page.keyboard.press('Enter');
  await page.getByLabel('Type order-status to agree').fill('order-status');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/ 0 left$/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: /^Verify/ }).click();
  await expect(page.getByText('Shadow and table are the same')).toBeVisible({ timeout: 30_000 });
  await take(page, 'replay-light');
  const replay = page.url();
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${CONSOLE_URL}/projections`);
  await take(page, 'projections-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(replay);
  await page.getByRole('button', { name: 'Give it up' }).click();
  await expect(page.getByText('DROPPED')).toBeVisible();
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${CONSOLE_URL}/audit`);
  await expect(page.getByText('because: the fold had a fault').first()).toBeVisible();
  await take(page, 'audit-360-light');
});
