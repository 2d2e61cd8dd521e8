import '@testing-library/jest-dom/vitest';
import { cleanup } from '@testing-library/react';
import { http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { FakeShop } from './fakeShop.ts';
import { MUG, CHAIR, PRINT } from './products.ts';

export const server = setupServer(http.all('*/api/v1/*', ({ request }) => shop.answer(request)));

/** The shop behind the page under test; a new one for each test. */
export let shop: FakeShop;

export function openShop(other: FakeShop): void {
  shop = other;
}

beforeAll(() => {
  server.listen({ onUnhandledRequest: 'error' });
  // jsdom has the element but cannot open it.
  HTMLDialogElement.prototype.showModal = function open(this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close(this: HTMLDialogElement) {
    this.open = false;
  };
  Element.prototype.scrollIntoView = vi.fn();
  window.scrollTo = vi.fn() as typeof window.scrollTo;
});

beforeEach(() => {
  shop = new FakeShop([MUG, CHAIR, PRINT]);
});

afterEach(() => {
  cleanup();
  server.resetHandlers();
  localStorage.clear();
  sessionStorage.clear();
});

afterAll(() => {
  server.close();
});
