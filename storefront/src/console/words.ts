import type { Schemas } from './services.ts';
import { utc } from './times.ts';

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

/** ReplayRunner.UNDO. */
const UNDO_MILLIS = 24 * 3_600_000;

/** Until when the table from before can be taken back. */
export function undoUntil({ swappedAt }: Schemas['Replay']): string | undefined {
  return swappedAt ? utc(new Date(Date.parse(swappedAt) + UNDO_MILLIS).toISOString()) : undefined;
}

interface Tables {
  shadow: Schemas['Replay'] | undefined;
  before: Schemas['Replay'] | undefined;
  /** By which the table in use came. */
  swapped: Schemas['Replay'] | undefined;
}

/** The tables of a projection, out of its replays with the newest first. */
export function tablesOf(projection: string, replays: Schemas['Replay'][]): Tables {
  const own = replays.filter((replay) => replay.projection === projection);
  return {
    shadow: own.find(({ state }) => state === 'RUNNING' || state === 'PAUSED'),
    before: own.find(({ state }) => state === 'SWAPPED'),
    swapped: own.find(({ state }) => state === 'SWAPPED' || state === 'DONE'),
  };
}
