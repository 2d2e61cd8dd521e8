import { expect, test } from 'vitest';
import { wholeNumber } from './wholeNumber.ts';

test.each([
  ['7', 7],
  [' 12 ', 12],
  ['٢٥', 25],
  ['१२', 12],
  ['２５', 25],
])('%s is a whole number', (text, number) => {
  expect(wholeNumber(text)).toBe(number);
});

test.each([
  '',
  ' ',
  '2.5',
  '2,5',
  '٢٫٥',
  '1,000',
  '1.000',
  '1 000',
  '-1',
  '1e3',
  '0x10',
  'two',
  '9999999999',
])('not a whole number: "%s"', (text) => {
  expect(wholeNumber(text)).toBeUndefined();
});
