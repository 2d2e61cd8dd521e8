/** The digits of every script that the browser knows. */
let digits: Map<string, number> | undefined;

function digitOf(character: string): number | undefined {
  digits ??= new Map(
    Intl.supportedValuesOf('numberingSystem').flatMap((numberingSystem) => {
      const format = new Intl.NumberFormat('en', { numberingSystem });
      return Array.from({ length: 10 }, (_, digit): [string, number] => [format.format(digit), digit]);
    }),
  );
  return digits.get(character);
}

/** The whole number that a text is, in the digits of any script; undefined if it is anything else, such as "2.5" or "1,000". */
export function wholeNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^[0-9]{1,9}$/.test(trimmed)) {
    return Number(trimmed);
  }
  const values = Array.from(trimmed, digitOf);
  if (values.length === 0 || values.length > 9 || values.includes(undefined)) {
    return undefined;
  }
  return Number(values.join(''));
}
