/** The three tones a thing is painted in: lit side, body and shaded side. */
export interface Glaze {
  light: string;
  body: string;
  dark: string;
}

const GLAZES = {
  TEAL: { light: '#6cb8ae', body: '#3d958b', dark: '#2a716a' },
  SAND: { light: '#efd9b4', body: '#dcbf90', dark: '#b99a69' },
  IRON: { light: '#6a7274', body: '#454c4e', dark: '#2e3335' },
  BLUE: { light: '#7fa6cf', body: '#4f7cae', dark: '#385d88' },
  WHITE: { light: '#ffffff', body: '#f1ede4', dark: '#d3ccbe' },
  RED: { light: '#dd8a73', body: '#c2604a', dark: '#944635' },
  GREEN: { light: '#93b287', body: '#66895c', dark: '#4b6743' },
} satisfies Record<string, Glaze>;

const ANY = Object.values(GLAZES);

/** The colour that the SKU names; if it names none, always the same colour for the same SKU. */
export function glazeOf(sku: string): Glaze {
  const named = Object.entries(GLAZES).find(([name]) => sku.toUpperCase().split(/[._-]/).includes(name));
  return named?.[1] ?? ANY[numberOf(sku) % ANY.length] ?? GLAZES.SAND;
}

/** FNV-1a. */
export function numberOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}
