import { ConnectionLost, Refusal } from '../api/http.ts';

/** A failure for people: what happened, what to do now, and the code that support searches for. */
export interface Explanation {
  title: string;
  nextStep: string;
  code: string;
  traceId: string | undefined;
}

const AWAY: [string, string] = [
  'The shop cannot answer right now.',
  'Nothing was lost. Please try again in a moment.',
];

const OUR_MISTAKE: [string, string] = [
  'Something went wrong on our side.',
  'Please reload the page and try again. If it stays, tell our support the code below.',
];

/** The codes of docs/problems.md. A code that is missing here is explained by its status. */
const EXPLANATIONS: Record<string, [title: string, nextStep: string]> = {
  'cancellation-too-late': [
    'It is too late to cancel this order.',
    'The time for cancelling is over. The order stands; ask the shop and name its number.',
  ],
  'cart-already-ordered': [
    'You have ordered this cart already.',
    'Nothing was ordered twice. Look at the order you placed.',
  ],
  'cart-changed': [
    'Your cart has changed.',
    'It was changed in the meantime, perhaps in another tab. Look at it again, then go on.',
  ],
  'cart-empty': ['Your cart is empty.', 'Put something into it, then order.'],
  'cart-full': [
    'Your cart is full.',
    'It has room for 50 different products. Remove one to add another, or place two orders.',
  ],
  'invalid-request': ['Something you entered was not accepted.', 'Check what you entered and try again.'],
  'order-rejected': [
    'There is nothing to cancel.',
    'This order was rejected because too little was in stock. It will be neither delivered nor charged.',
  ],
  'service-unavailable': AWAY,
  'temporarily-unavailable': AWAY,
  'total-changed': ['A price has changed.', 'Nothing was ordered. Look at the new total and confirm it.'],
  'unknown-order': [
    'We do not find this order.',
    'Check the address, and open it in the browser you ordered with. If you have just ordered, try again in a moment.',
  ],
  'unknown-product': ['We no longer sell this product.', 'Please choose another one.'],
};

export function explain(failure: unknown): Explanation {
  if (failure instanceof ConnectionLost) {
    return {
      title: 'The connection is lost.',
      nextStep: 'Check that you are online, then try again. Your cart is safe.',
      code: 'connection-lost',
      traceId: undefined,
    };
  }
  if (failure instanceof Refusal) {
    const { code, status, traceId } = failure.problem;
    const [title, nextStep] = EXPLANATIONS[code] ?? byStatus(status);
    return { title, nextStep, code, traceId };
  }
  const [title, nextStep] = OUR_MISTAKE;
  return { title, nextStep, code: 'storefront-error', traceId: undefined };
}

function byStatus(status: number): [string, string] {
  if (status === 404) {
    return ['There is nothing here.', 'Check the address, or go back to the shop.'];
  }
  return status === 429 || (status >= 502 && status <= 504) ? AWAY : OUR_MISTAKE;
}

export const EXPLAINED_CODES = Object.keys(EXPLANATIONS);
