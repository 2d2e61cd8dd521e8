import { expect, test } from 'vitest';
import { formatMoney } from './money.ts';

test('minor units are those of the currency', () => {
  expect(formatMoney({ amountMinor: 1290, currency: 'EUR' })).toBe('€12.90');
  expect(formatMoney({ amountMinor: 123456, currency: 'EUR' })).toBe('€1,234.56');
  expect(formatMoney({ amountMinor: 500, currency: 'JPY' })).toContain('500');
});
