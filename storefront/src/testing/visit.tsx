import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { App } from '../app/App.tsx';
import { ADA } from './ada.ts';

/** Opens the storefront at a path, as a fresh page of the browser would. */
export function visit(path: string) {
  window.history.pushState(null, '', path);
  const page = render(<App />);
  return { ...page, user: userEvent.setup() };
}

export function knowAddress(): void {
  localStorage.setItem('shop.delivery', JSON.stringify(ADA));
}
