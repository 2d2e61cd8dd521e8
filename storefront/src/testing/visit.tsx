import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { App } from '../app/App.tsx';
import { bringAllPages } from '../app/pages.ts';
import { ADA } from './ada.ts';

// No test waits for the code of a page.
await bringAllPages();

/** Opens the storefront at a path, as a fresh page of the browser would. */
export function visit(path: string) {
  window.history.pushState(null, '', path);
  const page = render(<App />);
  return { ...page, user: userEvent.setup() };
}

export function knowAddress(): void {
  localStorage.setItem('shop.delivery', JSON.stringify(ADA));
}
