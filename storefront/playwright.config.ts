import { defineConfig } from '@playwright/test';

/** The shop under test: a real one, as `./shop up` starts it. */
export const SHOP_URL = process.env.SHOP_URL ?? 'http://localhost:8080';

export const BROWSER = {
  executablePath: process.env.SHOP_CHROMIUM ?? '/usr/bin/chromium',
  // Chromium has no sandbox for root, and in containers the tests run as root.
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
};

export default defineConfig({
  testDir: 'e2e',
  // Prices and stock belong to the whole shop, so tests that change them run one after the other.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  forbidOnly: true,
  use: { baseURL: SHOP_URL, launchOptions: BROWSER, locale: 'en-GB', trace: 'retain-on-failure' },
});
