import { useEffect, useState } from 'react';

/** After this time people should be told that something is under way; within five seconds they are. */
const SLOW_MILLIS = 4_000;

/**
 * Whether something takes long.
 *
 * @param underway false while nothing is; a new value starts the time again
 */
export function useSlow(underway: unknown): boolean {
  const [slow, setSlow] = useState<unknown>(false);
  useEffect(() => {
    if (underway === false) {
      return;
    }
    const timer = setTimeout(() => {
      setSlow(underway);
    }, SLOW_MILLIS);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [underway]);
  return underway !== false && slow === underway;
}
