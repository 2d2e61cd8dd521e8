/** Tells whether a value has the form that the page relies on. */
export type Check = (value: unknown) => boolean;

export const text: Check = (value) => typeof value === 'string';

export const number: Check = (value) => typeof value === 'number';

export const flag: Check = (value) => typeof value === 'boolean';

/** Formatting needs a currency that could exist. */
export const money: Check = (value) =>
  object({ amountMinor: number, currency: (code) => typeof code === 'string' && /^[A-Z]{3}$/.test(code) })(
    value,
  );

export function listOf(element: Check): Check {
  return (value) => Array.isArray(value) && value.every(element);
}

export function oneOf(...allowed: string[]): Check {
  return (value) => typeof value === 'string' && allowed.includes(value);
}

export function optional(check: Check): Check {
  return (value) => value === undefined || value === null || check(value);
}

/** An object with at least these fields. */
export function object(fields: Record<string, Check>): Check {
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(fields).every(([name, check]) => check((value as Record<string, unknown>)[name]));
}
