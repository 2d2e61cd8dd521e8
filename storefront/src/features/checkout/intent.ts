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
  /** The shop may have received it; only its answer tells whether there is an order. */
  sent: boolean;
}

const PLACE = 'shop.checkout';

/** The intent for what is shown: the kept one if its request is the same, because only a different body may have another key. */
export function openIntent(shown: Cart, delivery: Delivery): Intent {
  const body: Checkout = { cartVersion: shown.version, total: shown.total, delivery };
  const kept = keptIntent();
  // An intent that the shop may have received is never replaced: that could become a second order.
  if (kept && (kept.sent || JSON.stringify(kept.body) === JSON.stringify(body))) {
    return kept;
  }
  return keep({ key: crypto.randomUUID(), body, shown, sent: false });
}

export function keptIntent(): Intent | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(PLACE) ?? 'null');
    return isIntent(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Tells an intent from data that an older storefront may have left in this tab. */
function isIntent(kept: unknown): kept is Intent {
  return (
    typeof kept === 'object' &&
    kept !== null &&
    'key' in kept &&
    'body' in kept &&
    'shown' in kept &&
    'sent' in kept
  );
}

export function markSent(intent: Intent): Intent {
  return keep({ ...intent, sent: true });
}

/** The shop has refused: there is no order, and the key can still be used for the same request. */
export function markRefused(intent: Intent): void {
  keep({ ...intent, sent: false });
}

export function forgetIntent(): void {
  sessionStorage.removeItem(PLACE);
}

function keep(intent: Intent): Intent {
  sessionStorage.setItem(PLACE, JSON.stringify(intent));
  return intent;
}
