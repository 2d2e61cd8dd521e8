import { screen, waitFor } from '@testing-library/react';
import { http } from 'msw';
import { expect, test } from 'vitest';
import { problem } from '../testing/fakeShop.ts';
import { server, shop } from '../testing/setup.ts';
import { visit } from '../testing/visit.tsx';

test('stock is shown as it is', async () => {
  visit('/');
  expect(await screen.findByRole('article', { name: 'Oak chair' })).toHaveTextContent('3 left');
  expect(screen.getByRole('article', { name: 'Alpine print' })).toHaveTextContent('Out of stock');
  expect(screen.getByRole('article', { name: 'Teal mug' })).toHaveTextContent('In stock');
});

test('the cart takes no more than is in stock', async () => {
  shop.fill({ 'CHAIR-OAK': 3 });
  const { user } = visit('/');
  const button = await screen.findByRole('button', { name: 'All 3 in your cart' });
  await user.click(button);
  expect(shop.cart().items[0]?.quantity).toBe(3);
});

test('a quantity is changed in place, and the total with it', async () => {
  shop.fill({ 'MUG-TEAL': 1 });
  const { user } = visit('/your-cart');
  await user.click(await screen.findByRole('button', { name: 'One Teal mug more' }));
  await user.click(screen.getByRole('button', { name: 'One Teal mug more' }));
  await waitFor(() => {
    expect(screen.getByRole('complementary', { name: 'Total' })).toHaveTextContent('€38.70');
  });
  await waitFor(() => {
    expect(shop.cart().items[0]?.quantity).toBe(3);
  });
});

test('a quantity can be typed', async () => {
  shop.fill({ 'MUG-TEAL': 1 });
  const { user } = visit('/your-cart');
  const field = await screen.findByRole('textbox', { name: 'Quantity of Teal mug' });
  await user.clear(field);
  await user.type(field, '12');
  await user.tab();
  await waitFor(() => {
    expect(shop.cart().items[0]?.quantity).toBe(12);
  });
});

test('a removed item is gone, and that is announced', async () => {
  shop.fill({ 'MUG-TEAL': 1 });
  const { user } = visit('/your-cart');
  await user.click(await screen.findByRole('button', { name: 'Remove Teal mug' }));
  expect(await screen.findByText('There is nothing in your cart yet.')).toBeVisible();
  await waitFor(() => {
    expect(screen.getByRole('status')).toHaveTextContent('Teal mug removed from your cart');
  });
});

test('a change that the shop refuses is taken back and explained', async () => {
  shop.fill({ 'MUG-TEAL': 1 });
  const { user } = visit('/your-cart');
  await screen.findByRole('heading', { name: 'Teal mug' });
  server.use(http.put('*/cart/api/v1/items/*', () => problem(503, 'temporarily-unavailable')));
  await user.click(screen.getByRole('button', { name: 'One Teal mug more' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('temporarily-unavailable');
  await waitFor(() => {
    expect(screen.getByRole('textbox', { name: 'Quantity of Teal mug' })).toHaveValue('1');
  });
});

test('another tab stays in step', async () => {
  shop.fill({ 'MUG-TEAL': 1 });
  visit('/your-cart');
  await screen.findByRole('link', { name: 'Cart 1 item' });
  shop.fill({ 'MUG-TEAL': 4 });
  const other = new BroadcastChannel('shop-cart');
  other.postMessage('changed');
  expect(await screen.findByRole('link', { name: 'Cart 4 items' })).toBeVisible();
  other.close();
});

test('a shop that does not answer is explained, with a way to try again', async () => {
  server.use(http.get('*/inventory/api/v1/products', () => problem(404, 'not-found')));
  const { user } = visit('/');
  expect(await screen.findByRole('alert')).toHaveTextContent('not-found');
  server.resetHandlers();
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('article', { name: 'Teal mug' })).toBeVisible();
});
