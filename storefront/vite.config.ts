import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { fakeShopServer } from './fake/fakeShopServer.ts';

const APIS = ['/cart/api', '/checkout/api', '/order/api', '/inventory/api', '/docs/problems.md'];

export default defineConfig(({ mode }) => ({
  plugins: [react(), mode === 'fake' ? fakeShopServer() : []],
  build: {
    // The content security policy admits neither data: images nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    // What the first page needs is one file: together it is smaller than in parts.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
  },
  server: {
    proxy: Object.fromEntries(APIS.map((path) => [path, process.env.SHOP_URL ?? 'http://localhost:8080'])),
  },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://shop.test/' } },
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/setup.ts'],
    restoreMocks: true,
    css: { modules: { classNameStrategy: 'non-scoped' } },
  },
}));
