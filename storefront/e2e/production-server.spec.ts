import { expect, test } from '@playwright/test';
import { HAS_NGINX, startProductionServer } from './productionServer.ts';
import { newProduct } from './warehouse.ts';

const INVENTORY = process.env.SHOP_INVENTORY_URL ?? 'http://localhost:18081';
const PROTECTION = [
  'content-security-policy',
  'cross-origin-opener-policy',
  'referrer-policy',
  'x-content-type-options',
  'cache-control',
  // Node's own client takes gzip.
  'content-encoding',
];

test.skip(!HAS_NGINX, 'there is no nginx on the PATH to try the production configuration with');

let server: Awaited<ReturnType<typeof startProductionServer>>;

test.beforeAll(async () => {
  server = await startProductionServer(INVENTORY);
});

test.afterAll(() => {
  server.stop();
});

test('the production server protects every file as the edge does', async ({ baseURL }) => {
  const page = await (await fetch(`${server.url}/`)).text();
  const script = /\/assets\/[^"]+\.js/.exec(page)?.[0];
  for (const path of ['/', '/favicon.svg', String(script), '/docs/problems.md']) {
    const there = await fetch(server.url + path);
    const here = await fetch(String(baseURL) + path);
    expect(there.status, path).toBe(200);
    expect(await there.text(), path).toBe(await here.text());
    for (const header of PROTECTION) {
      expect(there.headers.get(header), `${header} of ${path}`).toBe(here.headers.get(header));
    }
  }
});

test('the production server shows the page at every address a browser opens, with status 404 where there is nothing', async () => {
  const asBrowser = { headers: { Accept: 'text/html' } };
  expect((await fetch(`${server.url}/orders/42`, asBrowser)).status).toBe(200);
  for (const path of ['/', '/your-cart', '/delivery', '/review', '/orders']) {
    expect((await fetch(server.url + path, asBrowser)).status, path).toBe(200);
  }
  const nowhere = await fetch(`${server.url}/nowhere`, asBrowser);
  expect(nowhere.status).toBe(404);
  expect(await nowhere.text()).toBe(await (await fetch(`${server.url}/`)).text());
  expect((await fetch(`${server.url}/orders/42`)).status).toBe(404);
  expect((await fetch(`${server.url}/assets/none.js`)).status).toBe(404);
  expect((await fetch(`${server.url}/`, { method: 'POST' })).status).toBe(405);
});

test('the production server passes on products, and nothing else of inventory', async () => {
  const { sku, name } = await newProduct('Proxied mug', 1290, 10);
  const products = `${server.url}/inventory/api/v1/products`;
  expect(await (await fetch(`${products}/${sku}`)).json()).toMatchObject({ sku, name });
  expect((await fetch(products)).status).toBe(200);
  expect((await fetch(`${products}/${sku}`, { method: 'PUT' })).status).toBe(405);
  expect((await fetch(`${products}/${sku}/intakes`)).status).toBe(404);
});
