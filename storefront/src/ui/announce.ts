import { useSyncExternalStore } from 'react';

let message = '';
const readers = new Set<() => void>();

/** Makes a screen reader say this when it has finished what it is saying. */
export function announce(text: string): void {
  // A live region is silent if its text stays the same, so an equal message gets an invisible space.
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
