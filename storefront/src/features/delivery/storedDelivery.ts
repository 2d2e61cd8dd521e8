import { FIELD_NAMES, type DeliveryFields } from './fields.ts';
import { homeCountry } from './countries.ts';

const PLACE = 'shop.delivery';

/** The last address that was entered; kept in this browser only. */
export function loadDelivery(): DeliveryFields {
  const stored = parse(localStorage.getItem(PLACE));
  const fields = Object.fromEntries(
    FIELD_NAMES.map((field) => [field, typeof stored[field] === 'string' ? stored[field] : '']),
  ) as DeliveryFields;
  return { ...fields, country: fields.country || homeCountry() };
}

export function storeDelivery(fields: DeliveryFields): void {
  localStorage.setItem(PLACE, JSON.stringify(fields));
}

function parse(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
