import { expect, test, type Browser, type Page } from '@playwright/test';
import { FAULTS, knowAddress, ShopOnPaper, type Fault } from './fake.ts';
import { orderButton } from './shopper.ts';

/** A call of the page: what is done until it is made, and what makes it. */
interface Call {
  call: string;
  path: string;
  act?: (page: Page, paper: ShopOnPaper) => Promise<void>;
  /** Fails only from here on; the page was loaded in peace. */
  late?: true;
}

const ITEM = '/cart/api/v1/items';

const CALLS: Call[] = [
  { call: 'GET /inventory/api/v1/products', path: '/' },
  { call: `GET ${ITEM}`, path: '/your-cart' },
  { call: `GET ${ITEM}`, path: '/review' },
  { call: 'GET /order/api/v1/orders', path: '/orders' },
  { call: 'GET /order/api/v1/orders/', path: '/orders/0198c0de-5ca1-7ab1-8000-0000000000a1' },
  {
    call: `PUT ${ITEM}`,
    path: '/',
    late: true,
    act: (page) => page.getByRole('article', { name: 'Teal mug' }).getByRole('button').click(),
  },
  {
    call: `PUT ${ITEM}`,
    path: '/your-cart',
    late: true,
    act: (page) => page.getByRole('button', { name: 'One Teal mug more' }).click(),
  },
  {
    call: `DELETE ${ITEM}`,
    path: '/your-cart',
    late: true,
    act: (page) => page.getByRole('button', { name: 'Remove Teal mug' }).click(),
  },
  {
    call: 'POST /checkout/api/v1/checkouts',
    path: '/review',
    late: true,
    act: (page) => orderButton(page).click(),
  },
  {
    call: 'GET /checkout/api/v1/checkouts',
    path: '/review',
    late: true,
    act: async (page, paper) => {
      paper.fail('POST /checkout/api/v1/checkouts', 'offline');
      await orderButton(page).click();
      await page.getByRole('button', { name: 'Stop and keep it for later' }).click();
    },
  },
  {
    call: 'POST /order/api/v1/orders/',
    path: '/review',
    late: true,
    act: async (page) => {
      await orderButton(page).click();
      await page.getByRole('button', { name: 'Cancel order' }).click();
      await page.getByRole('button', { name: 'Cancel the order' }).click();
    },
  },
];

/** What happened, in the words of the page. */
const SAID =
  /longer than usual|busy|cannot answer|Something else answered|could not be read|connection broke|cannot be reached|has not arrived|cannot be asked|does not answer|went wrong|asking the shop/;

async function tryOut(browser: Browser, baseURL: string, { call, path, act, late }: Call, fault: Fault) {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.clock.install();
  const paper = await ShopOnPaper.behind(page);
  paper.shop.fill({ 'MUG-TEAL': 2 });
  await knowAddress(page);
  if (!late) {
    paper.fail(call, fault);
  }
  await page.goto(path);
  // The page's time is made to run below; its code comes in real time.
  await expect(page.getByRole('main')).not.toBeEmpty();
  await expect(page.getByRole('group', { name: 'This page, loading' })).toHaveCount(0);
  if (late) {
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
    paper.fail(call, fault);
  }
  await act?.(page, paper);
  await expect.poll(() => paper.count(call), `${call} is made`).toBeGreaterThan(0);
  // Six seconds of the page's time, in steps, because answers come between them.
  const main = page.getByRole('main');
  for (let tenths = 0; tenths < 60; tenths += 5) {
    await page.clock.runFor(500);
  }
  // Both at once: a page that asks again says nothing for a moment.
  const steps = page.getByRole('button').or(page.getByRole('link'));
  await expect(
    main.filter({ hasText: SAID }).filter({ has: steps }),
    `what happened, and a next step: ${path}, ${call}, ${fault}`,
  ).toBeVisible({ timeout: 3_000 });
  await expect(page.getByRole('link', { name: /^Cart/ })).toBeVisible();
  expect(errors).toEqual([]);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await context.close();
}

for (const call of CALLS) {
  test(`${call.call} on ${call.path} fails in every way, and within six seconds the page says so`, async ({
    browser,
    baseURL,
  }) => {
    await Promise.all(FAULTS.map((fault) => tryOut(browser, String(baseURL), call, fault)));
  });
}
