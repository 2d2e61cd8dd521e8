import type { Delivery } from '../../api/checkouts.ts';

export type FieldName = keyof Delivery;

/** The content of the form; a missing phone number is an empty text. */
export type DeliveryFields = Record<FieldName, string>;

export const FIELD_NAMES: FieldName[] = ['name', 'street', 'postalCode', 'city', 'country', 'email', 'phone'];

/** The bounds are those of the checkout API. */
const LIMITS: Partial<Record<FieldName, number>> = {
  name: 200,
  street: 200,
  postalCode: 20,
  city: 100,
  email: 254,
};

const EMAIL = /^[^\s\p{C}@<>(),;:"[\]]{1,64}@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+$/u;
const PHONE = /^\+?[0-9][0-9 ()/.-]{3,29}$/;
const CONTROL = /[\p{Cc}\p{Cs}]/u;

const MISSING: Record<FieldName, string> = {
  name: 'Enter the name that is on the door bell.',
  street: 'Enter the street and the house number.',
  postalCode: 'Enter the postal code.',
  city: 'Enter the town or city.',
  country: 'Choose the country.',
  email: 'Enter an e-mail address. We write only about this order.',
  phone: '',
};

/** What is wrong with a field, as a sentence that says how to correct it; undefined if nothing is wrong. */
export function mistakeIn(field: FieldName, text: string): string | undefined {
  const value = text.trim();
  if (value === '') {
    return MISSING[field] || undefined;
  }
  const limit = LIMITS[field];
  if (limit !== undefined && value.length > limit) {
    return `Use at most ${limit} characters.`;
  }
  if (CONTROL.test(value)) {
    return 'Remove the characters that cannot be printed.';
  }
  if (field === 'email' && !EMAIL.test(value)) {
    return value.includes('@')
      ? 'This address is not complete. It looks like name@example.org.'
      : 'An e-mail address has an @, as in name@example.org.';
  }
  if (field === 'phone' && !PHONE.test(value)) {
    return 'Use digits, spaces and a leading +, as in +49 30 123456. Or leave it empty.';
  }
  return undefined;
}

export function firstMistake(fields: DeliveryFields): FieldName | undefined {
  return FIELD_NAMES.find((field) => mistakeIn(field, fields[field]) !== undefined);
}

/** What is sent; undefined while something is wrong. */
export function deliveryOf(fields: DeliveryFields): Delivery | undefined {
  if (firstMistake(fields) !== undefined) {
    return undefined;
  }
  const { phone, ...rest } = Object.fromEntries(
    FIELD_NAMES.map((field) => [field, fields[field].trim()]),
  ) as DeliveryFields;
  return phone === '' ? rest : { ...rest, phone };
}
