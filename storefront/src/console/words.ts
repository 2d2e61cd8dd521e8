import type { Schemas } from './services.ts';

/** As ./shop ops breaks says it. */
export function breakText({ kind, from, to }: Schemas['Break']): string {
  switch (kind) {
    case 'GAP':
      return `the records from ${from} to before ${to} never came`;
    case 'CUT':
      return `the topic ends at ${to}, but was handled up to ${from}`;
    case 'RECREATED':
      return `the topic was made again; what came after ${from} on the old one never came`;
  }
}

export function secondsText(seconds: number): string {
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

export function countsText(counts: Record<string, number>): string {
  return Object.entries(counts)
    .map(([what, count]) => `${what} ${count}`)
    .join(', ');
}
