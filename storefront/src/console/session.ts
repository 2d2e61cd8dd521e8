import { useSyncExternalStore } from 'react';

/** For this tab alone; gone when it is closed. */
const KEY = 'console.token';

export type SignedOut = 'never' | 'refused' | 'left';

interface Session {
  token: string | null;
  /** Why there is no token. */
  signedOut: SignedOut;
}

let session: Session = { token: sessionStorage.getItem(KEY), signedOut: 'never' };
const readers = new Set<() => void>();

function become(next: Session) {
  session = next;
  if (next.token === null) {
    sessionStorage.removeItem(KEY);
  } else {
    sessionStorage.setItem(KEY, next.token);
  }
  readers.forEach((tell) => {
    tell();
  });
}

/**
 * Signs in with the token behind the # of the address and takes it out of the address, so that it is not in the history. Browsers send
 * no server that part.
 */
export function takeTokenFromAddress(): void {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token');
  if (token) {
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
    signIn(token);
  }
}

export function signIn(token: string): void {
  become({ token: token.trim(), signedOut: 'never' });
}

export function signOut(why: SignedOut): void {
  become({ token: null, signedOut: why });
}

export function currentToken(): string | null {
  return session.token;
}

export function useSession(): Session {
  return useSyncExternalStore(
    (tell) => {
      readers.add(tell);
      return () => readers.delete(tell);
    },
    () => session,
  );
}
