import { defineConfig } from '@playwright/test';
import base from './playwright.config.ts';

/** Takes the pictures under docs/screenshots from a fresh shop: `./shop up --fresh`, then `npm run screenshots`. */
export default defineConfig({ ...base, testDir: 'screenshots', testMatch: '*.ts' });
