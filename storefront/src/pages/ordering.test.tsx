import { act, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { expect, test } from 'vitest';
import { markSent, openIntent } from '../features/checkout/intent.ts';
import { problem } from '../testing/fakeShop.ts';
import { server, shop } from '../testing/setup.ts';
import { ADA } from '../testing/ada.ts';
import { knowAddress, visit } from '../testing/visit.tsx';

const KEYS = () => new Set(shop.checkouts.map((checkout) => checkout.key));

function toReview(quantities: Record<string, number> = { 'MUG-TEAL': 2 }) {
  shop.fill(quantities);
  knowAddress();
  return visit('/review');
}

function tellOfAnotherTab() {
  const other = new BroadcastChannel('shop-cart');
  other.postMessage('changed');
  other.close();
}

async function orderButton() {
  return screen.findByRole('button', { name: /^Place order/ });
}

test('from the shelf to the order page', async () => {
  const { user } = visit('/');
  const mug = await screen.findByRole('article', { name: 'Teal mug' });
  await user.click(within(mug).getByRole('button', { name: 'Add to cart' }));
  await user.click(await screen.findByRole('link', { name: 'Cart 1 item' }));
  await user.click(await screen.findByRole('link', { name: 'Go to delivery' }));
  await user.type(await screen.findByLabelText('Name'), 'Ada Lovelace');
  await user.type(screen.getByLabelText('Street and number'), 'St James Square 12');
  await user.type(screen.getByLabelText('Postal code'), '10115');
  await user.type(screen.getByLabelText('Town or city'), 'Berlin');
  await user.selectOptions(screen.getByLabelText('Country'), 'Germany');
  await user.type(screen.getByLabelText('E-mail'), 'ada@example.org');
  await user.click(screen.getByRole('button', { name: 'Continue to review' }));
  await user.click(await orderButton());
  expect(await screen.findByRole('heading', { name: 'Your order', level: 1 })).toHaveFocus();
  await waitFor(() => {
    expect(screen.getByRole('status')).toHaveTextContent('Confirmed.');
  });
  expect(await screen.findByRole('link', { name: 'Cart 0 items' })).toBeVisible();
  expect(window.location.href).not.toContain('Ada');
});

test('a double click is one request', async () => {
  toReview();
  const button = await orderButton();
  act(() => {
    button.click();
    button.click();
  });
  await screen.findByRole('heading', { name: 'Your order' });
  expect(shop.checkouts).toHaveLength(1);
});

test('after a lost answer the order is sent again with the same key', async () => {
  const { user } = toReview();
  const button = await orderButton();
  let lost = 0;
  server.use(
    http.post('*/checkout/api/v1/checkouts', async ({ request }) => {
      await shop.answer(request);
      lost++;
      return HttpResponse.error();
    }),
  );
  await user.click(button);
  expect(await screen.findByText(/the answer has not arrived/)).toBeVisible();
  server.resetHandlers();
  window.dispatchEvent(new Event('online'));
  await screen.findByRole('heading', { name: 'Your order' });
  expect(lost).toBeGreaterThan(0);
  expect(KEYS().size).toBe(1);
  expect(shop.orders.size).toBe(1);
});

test('a reload between press and answer goes on with the same key', async () => {
  const { user, unmount } = toReview();
  const button = await orderButton();
  server.use(
    http.post('*/checkout/api/v1/checkouts', async ({ request }) => {
      await shop.answer(request);
      return HttpResponse.error();
    }),
  );
  await user.click(button);
  await screen.findByText(/the answer has not arrived/);
  unmount();
  server.resetHandlers();
  visit('/review');
  await screen.findByRole('heading', { name: 'Your order' });
  expect(KEYS().size).toBe(1);
  expect(shop.orders.size).toBe(1);
});

test('an unanswered order stays the only one, even if the cart changes', async () => {
  const { user } = toReview();
  const button = await orderButton();
  server.use(
    http.post('*/checkout/api/v1/checkouts', async ({ request }) => {
      await shop.answer(request);
      return HttpResponse.json({ code: 'internal-error', status: 500, detail: '' }, { status: 500 });
    }),
  );
  await user.click(button);
  await screen.findByRole('button', { name: 'Try again' });
  shop.fill({ 'MUG-TEAL': 5 });
  tellOfAnotherTab();
  expect(await screen.findByRole('link', { name: 'Cart 5 items' })).toBeVisible();
  expect(screen.queryByRole('button', { name: /^Agree/ })).toBeNull();
  server.resetHandlers();
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByRole('heading', { name: 'Your order' });
  expect(KEYS().size).toBe(1);
  expect(shop.orders.size).toBe(1);
});

test('an order under way stays on the screen when another tab orders the same cart first', async () => {
  const { user } = toReview();
  const button = await orderButton();
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  server.use(
    http.post('*/checkout/api/v1/checkouts', async ({ request }) => {
      await shop.answer(new Request(request.clone(), { headers: { 'Idempotency-Key': 'of-another-tab' } }));
      tellOfAnotherTab();
      await held;
      return shop.answer(request);
    }),
  );
  await user.click(button);
  expect(await screen.findByRole('link', { name: 'Cart 0 items' })).toBeVisible();
  expect(screen.getByRole('button', { name: /Placing your order/ })).toBeVisible();
  letGo();
  await screen.findByRole('heading', { name: 'Your order', level: 1 });
  expect(shop.orders.size).toBe(1);
});

test('an unanswered order is sent again even if stock was short when the page opened', async () => {
  shop.change('MUG-TEAL', { available: 1 });
  const { user } = toReview();
  expect(await screen.findByText(/^Only 1 left/)).toBeVisible();
  shop.change('MUG-TEAL', { available: 10 });
  tellOfAnotherTab();
  await waitFor(() => {
    expect(screen.queryByText(/^Only 1 left/)).toBeNull();
  });
  server.use(http.post('*/checkout/api/v1/checkouts', () => problem(500, 'internal-error')));
  await user.click(await orderButton());
  await screen.findByRole('button', { name: 'Try again' });
  expect(screen.queryByText(/^Only 1 left/)).toBeNull();
  expect(screen.getByText(/^It is not known whether the shop has your order/)).toBeVisible();
});

test('a key that belongs to another request is given up for a new one', async () => {
  const { user } = toReview();
  const refused: (string | null)[] = [];
  server.use(
    http.post(
      '*/checkout/api/v1/checkouts',
      ({ request }) => {
        refused.push(request.headers.get('Idempotency-Key'));
        return problem(422, 'idempotency-key-reused');
      },
      { once: true },
    ),
  );
  await user.click(await orderButton());
  await user.click(await screen.findByRole('button', { name: 'Try again' }));
  await screen.findByRole('heading', { name: 'Your order', level: 1 });
  expect(refused).toHaveLength(1);
  expect(shop.checkouts.map(({ key }) => key)).not.toContain(refused[0]);
});

test('after a refusal the order is sent as the page shows it now', async () => {
  shop.fill({ 'MUG-TEAL': 2 });
  markSent(openIntent(shop.cart(), { ...ADA, street: 'Elsewhere 1' }));
  knowAddress();
  server.use(http.post('*/checkout/api/v1/checkouts', () => problem(409, 'cart-changed'), { once: true }));
  const { user } = visit('/review');
  await user.click(await screen.findByRole('button', { name: /^Place this order/ }));
  await user.click(await screen.findByRole('button', { name: 'Try again' }));
  await screen.findByRole('heading', { name: 'Your order', level: 1 });
  expect(shop.checkouts.map(({ body }) => body.delivery.street)).toEqual([ADA.street]);
});

test('a new price is shown beside the old one and has to be agreed to', async () => {
  const { user } = toReview();
  const button = await orderButton();
  shop.change('MUG-TEAL', { price: { amountMinor: 1490, currency: 'EUR' } });
  await user.click(button);
  const notice = await screen.findByRole('alert');
  expect(notice).toHaveTextContent('€25.80');
  expect(notice).toHaveTextContent('€29.80');
  expect(shop.orders.size).toBe(0);
  await user.click(screen.getByRole('button', { name: 'Agree to €29.80' }));
  await user.click(await screen.findByRole('button', { name: 'Place order for €29.80' }));
  await screen.findByRole('heading', { name: 'Your order' });
  expect(KEYS().size).toBe(2);
  expect(shop.orders.size).toBe(1);
});

test('a price that changed before a reload is still compared with what was shown', async () => {
  const { unmount } = toReview();
  await orderButton();
  unmount();
  shop.change('MUG-TEAL', { price: { amountMinor: 1490, currency: 'EUR' } });
  visit('/review');
  expect(await screen.findByRole('button', { name: 'Agree to €29.80' })).toBeVisible();
});

test('a cart that another tab has changed is shown before and after', async () => {
  const { user } = toReview();
  const button = await orderButton();
  shop.fill({ 'MUG-TEAL': 1, 'CHAIR-OAK': 1 });
  await user.click(button);
  expect(await screen.findByRole('row', { name: /Oak chair not in the cart 1/ })).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Agree to €261.90' }));
  await user.click(await screen.findByRole('button', { name: 'Place order for €261.90' }));
  await screen.findByRole('heading', { name: 'Your order' });
});

test('a cart that another tab has ordered leads to that order', async () => {
  const { user } = toReview();
  const button = await orderButton();
  const body = { cartVersion: 1, total: shop.cart().total, delivery: ADA };
  await shop.answer(
    new Request('http://shop.test/checkout/api/v1/checkouts', {
      method: 'POST',
      headers: { 'Idempotency-Key': 'the-other-tab' },
      body: JSON.stringify(body),
    }),
  );
  await user.click(button);
  await screen.findByRole('heading', { name: 'Your order' });
  expect(shop.orders.size).toBe(1);
});

test('more than the stock cannot be ordered, but the stock can', async () => {
  const { user } = toReview({ 'CHAIR-OAK': 5 });
  expect(await orderButton()).toHaveAttribute('aria-disabled', 'true');
  await user.click(await orderButton());
  expect(shop.checkouts).toHaveLength(0);
  await user.click(screen.getByRole('button', { name: 'Take 3 of Oak chair' }));
  await waitFor(async () => {
    expect(await orderButton()).toHaveAccessibleName('Place order for €747.00');
    expect(await orderButton()).toHaveAttribute('aria-disabled', 'false');
  });
});

test('a failure of the shop is shown with its code, and trying again uses the same key', async () => {
  const { user } = toReview();
  const button = await orderButton();
  server.use(
    http.post('*/checkout/api/v1/checkouts', async ({ request }) => {
      await shop.answer(request);
      return HttpResponse.json({ code: 'internal-error', status: 500, traceId: 'abc123' }, { status: 500 });
    }),
  );
  await user.click(button);
  const notice = await screen.findByRole('alert');
  expect(notice).toHaveTextContent('internal-error');
  expect(notice).toHaveTextContent('abc123');
  server.resetHandlers();
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByRole('heading', { name: 'Your order' });
  expect(KEYS().size).toBe(1);
});

test('without an address the review sends to the form', async () => {
  shop.fill({ 'MUG-TEAL': 1 });
  visit('/review');
  expect(await screen.findByRole('heading', { name: 'Delivery and contact' })).toBeVisible();
});
