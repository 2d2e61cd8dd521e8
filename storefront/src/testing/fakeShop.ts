import type { Cart, CartItem } from '../api/cart.ts';
import type { AcceptedCheckout, Checkout } from '../api/checkouts.ts';
import type { Problem } from '../api/http.ts';
import { sameMoney, times } from '../api/money.ts';
import type { Order, OrderStatus, Step } from '../api/orders.ts';
import type { Product } from '../api/products.ts';

/** How long an order of the fake stays PLACED before stock answers. */
interface FakeSettings {
  stockAnswersAfterMillis: number;
  heartbeatMillis: number;
}

interface FakeOrder {
  order: Order;
  watchers: Set<() => void>;
}

/**
 * The shop in memory, for one shopper. Where the storefront depends on it, it answers as the services do. Used by the unit
 * tests and by `npm run dev:fake`. The end-to-end tests show what the real shop does.
 */
export class FakeShop {
  readonly products = new Map<string, Product>();
  readonly orders = new Map<string, FakeOrder>();
  readonly checkouts: { key: string; body: Checkout }[] = [];
  private readonly answers = new Map<string, { body: string; answer: AcceptedCheckout }>();
  private readonly orderOfVersion = new Map<number, string>();
  private readonly settings: FakeSettings;
  private quantities = new Map<string, number>();
  private version = 0;

  constructor(products: Product[], settings: Partial<FakeSettings> = {}) {
    this.settings = { stockAnswersAfterMillis: 0, heartbeatMillis: 2_000, ...settings };
    products.forEach((product) => this.products.set(product.sku, product));
  }

  fill(quantities: Record<string, number>): void {
    this.quantities = new Map(Object.entries(quantities));
    this.version++;
  }

  change(sku: string, change: Partial<Product>): void {
    const product = this.products.get(sku);
    if (product) {
      this.products.set(sku, { ...product, ...change });
    }
  }

  cart(): Cart {
    const items = [...this.quantities].flatMap(([sku, quantity]): CartItem[] => {
      const product = this.products.get(sku);
      return product
        ? [
            {
              sku,
              name: product.name,
              quantity,
              unitPrice: product.price,
              lineTotal: times(product.price, quantity),
              available: product.available,
            },
          ]
        : [];
    });
    const amountMinor = items.reduce((sum, item) => sum + item.lineTotal.amountMinor, 0);
    return { version: this.version, items, total: { amountMinor, currency: 'EUR' } };
  }

  async answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const [service = '', , , , id = '', part = ''] = pathname.slice(1).split('/');
    switch (service) {
      case 'inventory':
        return Response.json({ products: [...this.products.values()].sort(byName) });
      case 'cart':
        return this.answerCart(request, decodeURIComponent(id));
      case 'checkout':
        return this.answerCheckout(request);
      default:
        return id === '' ? this.answerOrders() : this.answerOrder(request, id, part);
    }
  }

  private async answerCart(request: Request, sku: string): Promise<Response> {
    if (request.method === 'PUT') {
      if (!this.products.has(sku)) {
        return problem(404, 'unknown-product');
      }
      const { quantity } = (await request.json()) as { quantity: number };
      this.quantities.set(sku, quantity);
      this.version++;
    }
    if (request.method === 'DELETE') {
      const expected = request.headers.get('If-Match');
      if (expected !== null && expected !== `"${this.version}"`) {
        return problem(412, 'cart-changed', { cartVersion: this.version });
      }
      if (sku === '') {
        this.quantities.clear();
      } else {
        this.quantities.delete(sku);
      }
      this.version++;
    }
    return Response.json(this.cart());
  }

  private async answerCheckout(request: Request): Promise<Response> {
    const key = request.headers.get('Idempotency-Key') ?? '';
    if (request.method === 'GET') {
      const placed = this.answers.get(key);
      return placed ? Response.json(placed.answer) : problem(404, 'unknown-checkout');
    }
    const body = (await request.json()) as Checkout;
    this.checkouts.push({ key, body });
    const text = JSON.stringify(body);
    const earlier = this.answers.get(key);
    if (earlier) {
      return earlier.body === text
        ? Response.json(earlier.answer, { status: 202 })
        : problem(422, 'idempotency-key-reused');
    }
    const orderId = this.orderOfVersion.get(body.cartVersion);
    if (orderId !== undefined) {
      return problem(409, 'cart-already-ordered', { orderId });
    }
    const cart = this.cart();
    if (cart.items.length === 0) {
      return problem(409, 'cart-empty');
    }
    if (cart.version !== body.cartVersion) {
      return problem(409, 'cart-changed', { cartVersion: cart.version });
    }
    if (!sameMoney(cart.total, body.total)) {
      return problem(409, 'total-changed', { total: cart.total });
    }
    const answer = this.place(body, cart);
    this.answers.set(key, { body: text, answer });
    return Response.json(answer, { status: 202 });
  }

  private place(body: Checkout, cart: Cart): AcceptedCheckout {
    const orderId = crypto.randomUUID();
    const placedAt = new Date().toISOString();
    const order: Order = {
      orderId,
      status: 'PLACED',
      placedAt,
      lines: cart.items.map(({ sku, name, quantity, unitPrice }) => ({ sku, name, quantity, unitPrice })),
      total: cart.total,
      delivery: body.delivery,
      shortages: [],
      cancellable: true,
      steps: [{ status: 'PLACED', at: placedAt }],
    };
    this.orders.set(orderId, { order, watchers: new Set() });
    this.orderOfVersion.set(body.cartVersion, orderId);
    this.quantities.clear();
    this.version++;
    setTimeout(() => {
      this.answerStock(orderId);
    }, this.settings.stockAnswersAfterMillis);
    return { orderId, status: 'PLACED', placedAt, total: cart.total };
  }

  private answerStock(orderId: string): void {
    const order = this.orders.get(orderId)?.order;
    if (order?.status !== 'PLACED') {
      return;
    }
    const shortages = order.lines.flatMap(({ sku, quantity }) => {
      const available = this.products.get(sku)?.available ?? 0;
      return available < quantity ? [{ sku, requested: quantity, available }] : [];
    });
    if (shortages.length > 0) {
      this.step(orderId, 'REJECTED', { shortages, cancellable: false });
      return;
    }
    for (const { sku, quantity } of order.lines) {
      this.change(sku, { available: (this.products.get(sku)?.available ?? 0) - quantity });
    }
    this.step(orderId, 'CONFIRMED');
  }

  private release({ lines, steps }: Order): void {
    if (steps.some((step) => step.status === 'CONFIRMED')) {
      lines.forEach(({ sku, quantity }) => {
        this.change(sku, { available: (this.products.get(sku)?.available ?? 0) + quantity });
      });
    }
  }

  step(orderId: string, status: OrderStatus, change: Partial<Order> = {}): void {
    const entry = this.orders.get(orderId);
    if (!entry) {
      return;
    }
    const step: Step = { status, at: new Date().toISOString() };
    entry.order = { ...entry.order, ...change, status, steps: [...entry.order.steps, step] };
    entry.watchers.forEach((tell) => {
      tell();
    });
  }

  /** The time for cancelling is over; no event says so. */
  closeCancellation(orderId: string): void {
    const entry = this.orders.get(orderId);
    if (entry) {
      entry.order = { ...entry.order, cancellable: false };
    }
  }

  private answerOrders(): Response {
    const orders = [...this.orders.values()].map((entry) => entry.order);
    return Response.json({ orders: orders.reverse() });
  }

  private answerOrder(request: Request, orderId: string, part: string): Response {
    const entry = this.orders.get(orderId);
    if (!entry) {
      return problem(404, 'unknown-order');
    }
    if (part === 'events') {
      return this.stream(entry, Number(request.headers.get('Last-Event-ID') ?? 0), request.signal);
    }
    if (part === 'cancellation') {
      if (!entry.order.cancellable) {
        return problem(409, 'cancellation-too-late');
      }
      this.step(orderId, 'CANCELLED', { cancellable: false });
      this.release(entry.order);
    }
    return Response.json(this.orders.get(orderId)?.order);
  }

  private stream(entry: FakeOrder, lastSeen: number, signal: AbortSignal): Response {
    const encoder = new TextEncoder();
    const { heartbeatMillis } = this.settings;
    let stop: () => void;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        let sent = lastSeen;
        const heartbeat = setInterval(() => {
          controller.enqueue(encoder.encode(':\n\n'));
        }, heartbeatMillis);
        stop = () => {
          clearInterval(heartbeat);
          entry.watchers.delete(tell);
        };
        function tell() {
          for (; sent < entry.order.steps.length; sent++) {
            const data = JSON.stringify(entry.order.steps[sent]);
            controller.enqueue(encoder.encode(`id: ${sent + 1}\nevent: status\ndata: ${data}\n\n`));
          }
          if (entry.order.status === 'REJECTED' || entry.order.status === 'CANCELLED') {
            stop();
            controller.close();
          }
        }
        controller.enqueue(encoder.encode('retry: 1000\n\n'));
        entry.watchers.add(tell);
        signal.addEventListener('abort', stop);
        tell();
      },
      cancel() {
        stop();
      },
    });
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  }
}

function byName(one: Product, other: Product): number {
  return one.name.localeCompare(other.name, 'en');
}

export function problem(status: number, code: string, more: Partial<Problem> = {}): Response {
  const body: Problem = {
    type: `/docs/problems.md#${code}`,
    title: code,
    status,
    detail: code,
    code,
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    ...more,
  };
  return Response.json(body, { status, headers: { 'Content-Type': 'application/problem+json' } });
}
