import { useSyncExternalStore } from 'react';

let message = '';
const readers = new Set<() => void>();

/** Has a screen reader say this when it is done with what it says. */
export function announce(text: string): void {
  // A live region is silent when its text stays the same, so an equal message differs by an invisible space.
  message = text === message ? `${text}\u00a0` : text;
  readers.forEach((tell) => {
    tell();
  });
}

export function useAnnouncement(): string {
  return useSyncExternalStore(
    (tell) => {
      readers.add(tell);
      return () => readers.delete(tell);
    },
    () => message,
  );
}
