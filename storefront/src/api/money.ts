import type { components } from './generated/cart.ts';

export type Money = components['schemas']['Money'];

export function times(price: Money, quantity: number): Money {
  return { ...price, amountMinor: price.amountMinor * quantity };
}

export function sameMoney(one: Money, other: Money): boolean {
  return one.amountMinor === other.amountMinor && one.currency === other.currency;
}

export function formatMoney({ amountMinor, currency }: Money): string {
  const format = new Intl.NumberFormat('en-IE', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amountMinor / 10 ** digits);
}
