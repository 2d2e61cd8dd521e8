import { useSyncExternalStore } from 'react';

export function useVisible(): boolean {
  return useSyncExternalStore(
    (tell) => {
      document.addEventListener('visibilitychange', tell);
      return () => {
        document.removeEventListener('visibilitychange', tell);
      };
    },
    () => document.visibilityState === 'visible',
  );
}
