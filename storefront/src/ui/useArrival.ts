import { useEffect, useLayoutEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { wishForFocus } from './arrival.ts';

/** Whether the browser went through its history; it then restores how far the page was scrolled. */
let throughHistory = false;
// Before every listener of the router, so that it is known when the new page is drawn.
addEventListener('popstate', () => {
  throughHistory = true;
});
for (const event of ['pushState', 'replaceState']) {
  addEventListener(event, () => {
    throughHistory = false;
  });
}

/** A new page begins at its top, and its heading gets the focus. The first page is announced by the browser. */
export function useArrival(): void {
  const [path] = useLocation();
  const shown = useRef(path);

  useLayoutEffect(() => {
    if (shown.current !== path) {
      shown.current = path;
      wishForFocus();
      if (!throughHistory) {
        window.scrollTo(0, 0);
      }
    }
  }, [path]);
}

/** Runs once, when the page that was opened is loaded and the browser has nothing to do. */
export function useWhenIdle(task: () => Promise<void>): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      if ('requestIdleCallback' in window) {
        requestIdleCallback(() => void task(), { timeout: 5_000 });
      } else {
        void task();
      }
    }, 1_000);
    return () => {
      clearTimeout(timer);
    };
  }, [task]);
}
