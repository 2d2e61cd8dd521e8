import { ConnectionLost, NotTheShop, Refusal, type Loss } from '../api/http.ts';

/** A failure for people: what happened, what to do now, and the code that support searches for. */
export interface Explanation {
  title: string;
  nextStep: string;
  code: string;
  traceId: string | undefined;
}

const LOST: Record<Loss, [title: string, nextStep: string, code: string]> = {
  offline: ['You are offline.', 'Try again when you are online. Your cart is safe.', 'connection-lost'],
  unreachable: ['The shop cannot be reached.', 'Check your connection, then try again.', 'connection-lost'],
  timeout: ['The shop does not answer.', 'It may be very busy. Please try again in a moment.', 'no-answer'],
  cut: ['The connection broke in the middle of an answer.', 'Please try again.', 'connection-lost'],
};

const NOT_THE_SHOP: Record<NotTheShop['form'], [title: string, nextStep: string, code: string]> = {
  page: [
    'Something else answered instead of the shop.',
    'Perhaps this network wants you to log in first: open any other page to see. Then try again.',
    'not-the-shop',
  ],
  unreadable: [
    'The shop’s answer could not be read.',
    'Please try again, or reload the page. If it stays, tell our support the code below.',
    'unreadable-answer',
  ],
};

const BUSY: [string, string] = ['The shop is busy.', 'Nothing was lost. Please try again in a moment.'];

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
  'product-ordered-too-often': [
    'You have ordered one of these products very often today.',
    'Nothing was ordered. Take the product out of your cart, or order it tomorrow.',
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
  if (failure instanceof ConnectionLost || failure instanceof NotTheShop) {
    const [title, nextStep, code] =
      failure instanceof ConnectionLost ? LOST[failure.loss] : NOT_THE_SHOP[failure.form];
    return { title, nextStep, code, traceId: undefined };
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
  if (status === 429) {
    return BUSY;
  }
  return status >= 502 && status <= 504 ? AWAY : OUR_MISTAKE;
}

export const EXPLAINED_CODES = Object.keys(EXPLANATIONS);
