import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { expect, test } from 'vitest';
import { FakeShop, problem } from '../testing/fakeShop.ts';
import { CHAIR, MUG } from '../testing/products.ts';
import { server, openShop } from '../testing/setup.ts';
import { ADA } from '../testing/ada.ts';
import { visit } from '../testing/visit.tsx';

async function placed(shop: FakeShop, quantities: Record<string, number>): Promise<string> {
  shop.fill(quantities);
  const { version, total } = shop.cart();
  const answer = await shop.answer(
    new Request('http://shop.test/checkout/api/v1/checkouts', {
      method: 'POST',
      headers: { 'Idempotency-Key': 'k' },
      body: JSON.stringify({ cartVersion: version, total, delivery: ADA }),
    }),
  );
  return ((await answer.json()) as { orderId: string }).orderId;
}

function slowShop(): FakeShop {
  const shop = new FakeShop([MUG, CHAIR], { stockAnswersAfterMillis: 60_000 });
  openShop(shop);
  return shop;
}

function steps(): string[] {
  const list = screen.getByRole('list', { name: 'Progress of your order' });
  return within(list)
    .getAllByRole('listitem')
    .map((item) => item.textContent);
}

test('an order page shows new steps by itself', async () => {
  const shop = slowShop();
  const orderId = await placed(shop, { 'MUG-TEAL': 1 });
  visit(`/orders/${orderId}`);
  await screen.findByText('Stock reserved');
  expect(steps()[1]).toContain('in progress');
  await waitFor(() => {
    expect(shop.orders.get(orderId)?.watchers.size).toBe(1);
  });
  shop.step(orderId, 'CONFIRMED');
  await waitFor(() => {
    expect(steps()[2]).toMatch(/^Confirmed\d\d:\d\d:\d\d, done$/);
  });
  expect(screen.getByRole('status')).toHaveTextContent('Confirmed.');
});

test('without a stream the order is read regularly', async () => {
  const shop = slowShop();
  const orderId = await placed(shop, { 'MUG-TEAL': 1 });
  server.use(http.get('*/order/api/v1/orders/*/events', () => HttpResponse.error()));
  visit(`/orders/${orderId}`);
  expect(await screen.findByText(/We look every two seconds/)).toBeVisible();
  shop.step(orderId, 'CONFIRMED');
  await waitFor(
    () => {
      expect(steps()[2]).toContain('done');
    },
    { timeout: 4_000 },
  );
});

test('a rejection names the reason of each line and offers what is left', async () => {
  const shop = slowShop();
  const orderId = await placed(shop, { 'CHAIR-OAK': 5 });
  shop.step(orderId, 'REJECTED', {
    shortages: [{ sku: 'CHAIR-OAK', requested: 5, available: 2 }],
    cancellable: false,
  });
  localStorage.setItem('shop.delivery', JSON.stringify(ADA));
  const { user } = visit(`/orders/${orderId}`);
  expect(await screen.findByText(/you wanted 5, and only 2 were left/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Only 2 left: order 2?' }));
  expect(await screen.findByRole('button', { name: 'Place order for €498.00' })).toBeVisible();
});

test('an order is cancelled after a confirmation', async () => {
  const shop = slowShop();
  const orderId = await placed(shop, { 'MUG-TEAL': 1 });
  const { user } = visit(`/orders/${orderId}`);
  await user.click(await screen.findByRole('button', { name: 'Cancel order' }));
  await user.click(screen.getByRole('button', { name: 'Cancel the order' }));
  expect(await screen.findByText('You have cancelled this order. Nothing is charged.')).toBeVisible();
  expect(screen.getByRole('heading', { name: 'Cancelled' })).toHaveFocus();
});

test('a cancellation that comes too late is refused with the reason', async () => {
  const shop = slowShop();
  const orderId = await placed(shop, { 'MUG-TEAL': 1 });
  const { user } = visit(`/orders/${orderId}`);
  await user.click(await screen.findByRole('button', { name: 'Cancel order' }));
  shop.closeCancellation(orderId);
  await user.click(screen.getByRole('button', { name: 'Cancel the order' }));
  const notice = await screen.findByRole('alert');
  expect(notice).toHaveTextContent('It is too late to cancel this order.');
  expect(notice).toHaveTextContent('cancellation-too-late');
  await waitFor(() => {
    expect(screen.queryByRole('button', { name: 'Cancel order' })).not.toBeInTheDocument();
  });
});

test('an unknown order is explained', async () => {
  visit('/orders/0198c0de-5ca1-7ab1-8000-0000000000a1');
  expect(await screen.findByRole('alert')).toHaveTextContent('unknown-order');
});

test('own orders are listed, older ones on demand', async () => {
  const shop = slowShop();
  const orderId = await placed(shop, { 'MUG-TEAL': 2 });
  server.use(
    http.get('*/order/api/v1/orders', ({ request }) =>
      HttpResponse.json(
        new URL(request.url).searchParams.get('before') === 'older'
          ? { orders: [{ ...shop.orders.get(orderId)?.order, orderId: 'b', status: 'REJECTED' }] }
          : { orders: [shop.orders.get(orderId)?.order], next: 'older' },
      ),
    ),
  );
  const { user } = visit('/orders');
  expect(await screen.findByRole('link', { name: /2 × Teal mug.*Placed.*€25.80/ })).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Show older orders' }));
  expect(await screen.findByRole('link', { name: /Rejected/ })).toBeVisible();
});

test('a new shopper has no orders', async () => {
  visit('/orders');
  expect(await screen.findByText('You have not ordered anything yet.')).toBeVisible();
});

test('a broken answer of a proxy is explained too', async () => {
  server.use(http.get('*/order/api/v1/orders', () => problem(418, 'brand-new')));
  visit('/orders');
  expect(await screen.findByRole('alert')).toHaveTextContent('brand-new');
});

test('an address that was erased is said to be erased, and the order is shown', async () => {
  const shop = slowShop();
  const orderId = await placed(shop, { 'MUG-TEAL': 1 });
  delete shop.orders.get(orderId)?.order.delivery;
  visit(`/orders/${orderId}`);
  expect(await screen.findByText('The address of this order was erased.')).toBeVisible();
  expect(screen.getByText('Stock reserved')).toBeVisible();
});
