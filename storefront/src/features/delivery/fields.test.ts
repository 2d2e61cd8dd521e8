import { describe, expect, test } from 'vitest';
import { ADA } from '../../testing/ada.ts';
import { deliveryOf, mistakeIn, type DeliveryFields } from './fields.ts';

const RIGHT: DeliveryFields = {
  name: ' Ada Lovelace ',
  street: 'St James Square 12',
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
  email: 'ada@example.org',
  phone: '',
};

describe('mistakeIn', () => {
  test.each(['ada@example.org', 'a.b+c@mail.example.co.uk', 'käthe@münchen.example'])(
    '%s is an address',
    (text) => {
      expect(mistakeIn('email', text)).toBeUndefined();
    },
  );

  test.each([
    ['ada', 'has an @'],
    ['ada@', 'not complete'],
    ['ada@example', 'not complete'],
    ['', 'Enter an e-mail address'],
  ])('%s is told how to correct it', (text, sentence) => {
    expect(mistakeIn('email', text)).toContain(sentence);
  });

  test('a phone number may be missing, but not be a word', () => {
    expect(mistakeIn('phone', '')).toBeUndefined();
    expect(mistakeIn('phone', '+49 (30) 123-456')).toBeUndefined();
    expect(mistakeIn('phone', 'call me')).toContain('digits');
  });

  test('a field of spaces is empty, and a text that is too long is refused', () => {
    expect(mistakeIn('city', '   ')).toBe('Enter the town or city.');
    expect(mistakeIn('postalCode', '1'.repeat(21))).toContain('20');
  });
});

describe('deliveryOf', () => {
  test('sends trimmed texts, and a phone number only if there is one', () => {
    expect(deliveryOf(RIGHT)).toEqual(ADA);
    expect(deliveryOf({ ...RIGHT, phone: '030 123456' })?.phone).toBe('030 123456');
  });

  test('is nothing while something is wrong', () => {
    expect(deliveryOf({ ...RIGHT, country: '' })).toBeUndefined();
  });
});
