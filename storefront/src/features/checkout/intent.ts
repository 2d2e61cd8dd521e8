import { useSyncExternalStore } from 'react';
import type { Cart } from '../../api/cart.ts';
import type { Checkout, Delivery } from '../../api/checkouts.ts';

/**
 * One order that the shopper means to place: the request with its Idempotency-Key, and the cart it was made from.
 *
 * It is kept for the tab, so that the same key is used after a reload, on the way back, and in a tab that the browser restores.
 */
export interface Intent {
  key: string;
  body: Checkout;
  shown: Cart;
  /**
   * When it was sent first and last, in milliseconds of the epoch; missing if it was not sent, or was refused. The shop may
   * have received it: only its answer tells whether there is an order.
   */
  sent?: { first: number; last: number };
}

export interface SentIntent extends Intent {
  sent: { first: number; last: number };
}

const PLACE = 'shop.checkout';
const readers = new Set<() => void>();

/** The intent for what is shown: the kept one if its request is the same, because only a different body may have another key. */
export function openIntent(shown: Cart, delivery: Delivery): Intent {
  const body: Checkout = { cartVersion: shown.version, total: shown.total, delivery };
  const kept = keptIntent();
  // An intent that the shop may have received is never replaced: that could become a second order.
  if (kept && (wasSent(kept) || JSON.stringify(kept.body) === JSON.stringify(body))) {
    return kept;
  }
  const intent = { key: crypto.randomUUID(), body, shown };
  write(JSON.stringify(intent));
  return intent;
}

export function keptIntent(): Intent | undefined {
  return parse(sessionStorage.getItem(PLACE));
}

/** The intent that was sent and has no answer, as it changes. */
export function useUnansweredIntent(): SentIntent | undefined {
  const text = useSyncExternalStore(
    (tell) => {
      readers.add(tell);
      return () => readers.delete(tell);
    },
    () => sessionStorage.getItem(PLACE),
  );
  const intent = parse(text);
  return intent && wasSent(intent) ? intent : undefined;
}

export function wasSent(intent: Intent): intent is SentIntent {
  return intent.sent !== undefined;
}

function parse(text: string | null): Intent | undefined {
  try {
    const kept: unknown = JSON.parse(text ?? 'null');
    return isIntent(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Tells an intent from data that an older storefront may have left in this tab. */
function isIntent(kept: unknown): kept is Intent {
  return typeof kept === 'object' && kept !== null && 'key' in kept && 'body' in kept && 'shown' in kept;
}

export function markSent(intent: Intent): SentIntent {
  const now = Date.now();
  const marked = { ...intent, sent: { first: intent.sent?.first ?? now, last: now } };
  write(JSON.stringify(marked));
  return marked;
}

/** The shop has refused: there is no order, and the key can still be used for the same request. */
export function markRefused({ key, body, shown }: Intent): void {
  write(JSON.stringify({ key, body, shown }));
}

export function forgetIntent(): void {
  sessionStorage.removeItem(PLACE);
  tellReaders();
}

function write(text: string): void {
  sessionStorage.setItem(PLACE, text);
  tellReaders();
}

function tellReaders(): void {
  readers.forEach((tell) => {
    tell();
  });
}
