import type { Page, Route } from '@playwright/test';
import { FakeShop, problem } from '../src/testing/fakeShop.ts';
import { CHAIR, MUG } from '../src/testing/products.ts';
import { ADA } from '../src/testing/ada.ts';

/** What a call of the page's APIs can meet on its way. */
export type Fault = '503' | '429' | 'HTML' | 'slow' | 'never' | 'cut' | 'malformed' | 'offline';

export const FAULTS: Fault[] = ['503', '429', 'HTML', 'slow', 'never', 'cut', 'malformed'];

/** A shop in memory behind one page, whose calls can be made to fail. The files are those of the shop under test. */
export class ShopOnPaper {
  readonly shop = new FakeShop([MUG, CHAIR]);
  readonly calls: string[] = [];
  private readonly faults = new Map<string, Fault>();

  static async behind(page: Page): Promise<ShopOnPaper> {
    const paper = new ShopOnPaper();
    await page.route(/\/(cart|checkout|order|inventory)\/api\/v1\//, (route) => paper.answer(route));
    return paper;
  }

  /** @param call method and path, as in "GET /cart"; the longest that fits counts */
  fail(call: string, fault: Fault): void {
    this.faults.set(call, fault);
  }

  heal(): void {
    this.faults.clear();
  }

  /** How often a call was made. */
  count(call: string): number {
    return this.calls.filter((made) => made.startsWith(call)).length;
  }

  private async answer(route: Route): Promise<void> {
    const asked = route.request();
    const { pathname } = new URL(asked.url());
    const call = `${asked.method()} ${pathname}`;
    this.calls.push(call);
    const faulty = [...this.faults.keys()].filter((name) => call.startsWith(name));
    const fault = this.faults.get(faulty.sort((one, other) => other.length - one.length)[0] ?? '');
    switch (fault) {
      case undefined:
        break;
      case '503':
      case '429': {
        const refusal = problem(Number(fault), 'temporarily-unavailable');
        return route.fulfill({ status: refusal.status, json: (await refusal.json()) as unknown });
      }
      case 'HTML':
        return route.fulfill({ contentType: 'text/html', body: '<h1>Welcome to the hotel</h1>' });
      case 'slow':
        await new Promise((resolve) => setTimeout(resolve, 7_000));
        break;
      case 'never':
        return;
      case 'cut':
        return route.fulfill({ contentType: 'application/json', body: '{"version":3,"items":[{"sk' });
      case 'malformed':
        return route.fulfill({ json: { items: null } });
      case 'offline':
        return route.abort('internetdisconnected');
    }
    if (pathname.endsWith('/events')) {
      // A stream that ends at once, as one does whose service restarts.
      return route.fulfill({ contentType: 'text/event-stream', body: 'retry: 1000\n\n' });
    }
    const body = asked.postData();
    const answer = await this.shop.answer(
      new Request(asked.url(), {
        method: asked.method(),
        headers: asked.headers(),
        ...(body === null ? {} : { body }),
      }),
    );
    return route.fulfill({
      status: answer.status,
      contentType: answer.headers.get('Content-Type') ?? 'application/json',
      body: await answer.text(),
    });
  }
}

/** Gives the page an address that was entered before. */
export async function knowAddress(page: Page, change: Partial<typeof ADA> = {}): Promise<void> {
  await page.addInitScript(
    (delivery) => {
      localStorage.setItem('shop.delivery', delivery);
    },
    JSON.stringify({ ...ADA, ...change }),
  );
}
