import type { Delivery } from '../api/checkouts.ts';

export const ADA: Delivery = {
  name: 'Ada Lovelace',
  street: 'St James Square 12',
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
  email: 'ada@example.org',
};
