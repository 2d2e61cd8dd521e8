import { use, type ComponentType } from 'react';
import { ConnectionLost } from '../api/http.ts';

/** A page whose code is a file of its own. */
interface LaterPage {
  /** Shows the page; suspends until its code is here, and throws ConnectionLost if it does not come. */
  Page: ComponentType;
  /** Loads the code without showing anything. Never fails: who opens the page tries again, and hears of it. */
  bring: () => Promise<void>;
}

export function later(load: () => Promise<ComponentType>): LaterPage {
  let loading: Promise<ComponentType> | undefined;
  let loaded: ComponentType | undefined;

  function once(): Promise<ComponentType> {
    loading ??= load().then(
      (page) => (loaded = page),
      (failure: unknown) => {
        throw new ConnectionLost(navigator.onLine ? 'unreachable' : 'offline', failure);
      },
    );
    return loading;
  }

  function Page() {
    // Code that is here is shown at once: suspending would show a placeholder for a moment.
    const Loaded = loaded ?? use(once());
    return <Loaded />;
  }

  async function bring() {
    await once().catch(() => {
      loading = undefined;
    });
  }

  return { Page, bring };
}
