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
