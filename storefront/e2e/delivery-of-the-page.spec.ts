import { expect, test } from '@playwright/test';

test('the page breaks none of its own rules and loads nothing from elsewhere', async ({ page, baseURL }) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).origin));
  const answer = await page.goto('/');
  expect(answer?.headers()['content-security-policy']).toContain("default-src 'none'");
  for (const path of ['/', '/your-cart', '/delivery', '/review', '/orders']) {
    await page.goto(path);
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  }
  expect(complaints).toEqual([]);
  expect([...hosts]).toEqual([new URL(baseURL ?? '').origin]);
});

test('products are painted, and nothing jumps', async ({ page }) => {
  await page.addInitScript(() => {
    const seen = { largest: 0, shift: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      seen.largest = list.getEntries().at(-1)?.startTime ?? 0;
    }).observe({ type: 'largest-contentful-paint', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) {
        seen.shift += entry.value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto('/');
  await expect(page.getByRole('article').first()).toBeVisible();
  await page.waitForTimeout(500);
  const { largest, shift } = await page.evaluate(
    () => (window as unknown as { seen: { largest: number; shift: number } }).seen,
  );
  // A figure to look at, not a limit: the time depends on the machine too.
  console.log(`largest contentful paint after ${Math.round(largest)} ms, layout shift ${shift.toFixed(3)}`);
  expect(largest).toBeGreaterThan(0);
  expect(shift).toBeLessThan(0.05);
});

test('the first page is light', async ({ page }) => {
  // What the browser fetches for later pages when it has nothing to do is not part of the first one.
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0;
  });
  const sent = new Map<string, { type: string; bytes: number }>();
  const wire = await page.context().newCDPSession(page);
  await wire.send('Network.enable');
  wire.on('Network.responseReceived', ({ requestId, type }) => sent.set(requestId, { type, bytes: 0 }));
  wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const file = sent.get(requestId);
    if (file) {
      file.bytes = encodedDataLength;
    }
  });
  await page.goto('/');
  await expect(page.getByRole('article').first()).toBeVisible();
  await page.waitForLoadState('networkidle');
  const files = [...sent.values()];
  function bytes(...types: string[]) {
    return files.filter(({ type }) => types.includes(type)).reduce((sum, file) => sum + file.bytes, 0);
  }
  const script = bytes('Script');
  const text = bytes('Script', 'Stylesheet', 'Document');
  console.log(
    `first page: ${files.length} requests, ${script} bytes of script, ${text} with page and styles`,
  );
  expect(script).toBeGreaterThan(0);
  // As many bytes as the build allows, and the heads of the answers.
  expect(script).toBeLessThan(92_000);
  expect(text).toBeLessThan(102_000);
  expect(files.length).toBeLessThanOrEqual(8);
});

test('a page whose code does not come says so, and comes with the next try', async ({ page }) => {
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0;
  });
  await page.route('**/assets/CartPage-*.js', (route) => route.abort());
  await page.goto('/');
  await page.getByRole('link', { name: /^Cart/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'This page has not arrived' })).toBeFocused();
  await expect(page.getByRole('alert')).toContainText('connection-lost');
  await page.getByRole('link', { name: 'Kettle & Quill' }).click();
  await expect(page.getByRole('article').first()).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.unroute('**/assets/CartPage-*.js');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Your cart' })).toBeVisible();
});

test('every page opens without a connection once the browser had time to fetch it', async ({
  page,
  context,
}) => {
  const brought = page.waitForResponse(/\/assets\/ReviewPage-/);
  await page.goto('/');
  await brought;
  await page.waitForLoadState('networkidle');
  await context.setOffline(true);
  await page.getByRole('link', { name: /^Cart/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Your cart' })).toBeFocused();
  await page.getByRole('link', { name: 'Orders' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Your orders' })).toBeFocused();
  await expect(page.getByRole('alert')).toContainText('You are offline');
});
