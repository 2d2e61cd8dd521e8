import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Plugin } from 'vite';
import { FakeShop } from '../src/testing/fakeShop.ts';

interface CatalogueEntry {
  sku: string;
  name: string;
  description: string;
  priceMinor: number;
  stock: number;
}

const CATALOGUE = new URL(
  '../../tools/client/src/main/resources/shop/tools/client/seed/products.json',
  import.meta.url,
);

/** Answers the paths of the APIs in Vite's development server, with the demo catalogue of the real stack. */
export function fakeShopServer(): Plugin {
  return {
    name: 'fake-shop',
    configureServer(server) {
      const entries = JSON.parse(readFileSync(CATALOGUE, 'utf8')) as CatalogueEntry[];
      const shop = new FakeShop(
        entries.map(({ priceMinor, stock, ...rest }) => ({
          ...rest,
          price: { amountMinor: priceMinor, currency: 'EUR' },
          available: stock,
        })),
        { stockAnswersAfterMillis: 1_500 },
      );
      server.middlewares.use((incoming, outgoing, next) => {
        const url = incoming.url ?? '/';
        if (!/^\/(cart|checkout|order|inventory)\/api\//.test(url)) {
          next();
          return;
        }
        const gone = new AbortController();
        outgoing.on('close', () => {
          gone.abort();
        });
        const method = incoming.method ?? 'GET';
        const request = new Request(new URL(url, 'http://localhost'), {
          method,
          headers: Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
          signal: gone.signal,
          ...(method === 'GET' ? {} : { body: Readable.toWeb(incoming) as BodyInit, duplex: 'half' }),
        });
        void shop.answer(request).then((response) => {
          outgoing.writeHead(response.status, Object.fromEntries(response.headers));
          if (response.body) {
            Readable.fromWeb(response.body as ReadableStream).pipe(outgoing);
          } else {
            outgoing.end();
          }
        });
      });
    },
  };
}
