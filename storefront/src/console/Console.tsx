import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import shell from '../ui/Shell.module.css';
import { LiveRegion } from '../ui/LiveRegion.tsx';
import { useArrival } from '../ui/useArrival.ts';
import styles from './console.module.css';
import { NotFoundPage } from './NotFoundPage.tsx';
import { AuditPage } from './AuditPage.tsx';
import { KeyPage } from './KeyPage.tsx';
import { OneRedrivePage } from './OneRedrivePage.tsx';
import { OneReplayPage } from './OneReplayPage.tsx';
import { OrderPage } from './OrderPage.tsx';
import { ProjectionsPage } from './ProjectionsPage.tsx';
import { RedrivePage } from './RedrivePage.tsx';
import { ReplayPage } from './ReplayPage.tsx';
import { WaitingPage } from './WaitingPage.tsx';
import { NowPage } from './NowPage.tsx';
import { signOut, useSession } from './session.ts';
import { SignInPage } from './SignInPage.tsx';

const NAVIGATION: [address: string, text: string][] = [
  ['/', 'Now'],
  ['/waiting', 'Waiting'],
  ['/key', 'Key'],
  ['/order', 'Order'],
  ['/redrive', 'Redrive'],
  ['/replay', 'Replay'],
  ['/projections', 'Projections'],
  ['/audit', 'Audit'],
];

export function Console() {
  const { token, signedOut } = useSession();
  return token === null ? (
    <Frame>
      <SignInPage why={signedOut} />
    </Frame>
  ) : (
    <SignedIn key={token} />
  );
}

/** Knows nothing of what somebody else was shown before. */
function SignedIn() {
  useArrival();
  const [client] = useState(
    () => new QueryClient({ defaultOptions: { queries: { retry: false, networkMode: 'always' } } }),
  );
  return (
    <QueryClientProvider client={client}>
      <Frame navigation>
        <Switch>
          <Route path="/" component={NowPage} />
          <Route path="/waiting" component={WaitingPage} />
          <Route path="/key" component={KeyPage} />
          <Route path="/order/:id?" component={OrderPage} />
          <Route path="/redrive" component={RedrivePage} />
          <Route path="/redrive/:service/:id" component={OneRedrivePage} />
          <Route path="/replay" component={ReplayPage} />
          <Route path="/replay/:service/:id" component={OneReplayPage} />
          <Route path="/projections" component={ProjectionsPage} />
          <Route path="/audit" component={AuditPage} />
          <Route component={NotFoundPage} />
        </Switch>
      </Frame>
    </QueryClientProvider>
  );
}

function Frame({ navigation = false, children }: { navigation?: boolean; children: React.ReactNode }) {
  const [path] = useLocation();
  return (
    <>
      <a href="#content" className={shell.skip}>
        Skip to the content
      </a>
      <header className={`${shell.header} ${styles.header}`}>
        <div className={styles.bar}>
          <Link to="/" className={shell.brand}>
            Operations
          </Link>
          {navigation && (
            <>
              <nav className={styles.nav} aria-label="Main">
                {NAVIGATION.map(([address, text]) => (
                  <Link
                    key={address}
                    to={address}
                    className={shell.link}
                    aria-current={
                      (address === '/' ? path === '/' : path.startsWith(address)) ? 'page' : undefined
                    }
                  >
                    {text}
                  </Link>
                ))}
              </nav>
              <button
                type="button"
                className="button plain"
                onClick={() => {
                  signOut('left');
                }}
              >
                Sign out
              </button>
            </>
          )}
        </div>
      </header>
      <main id="content" tabIndex={-1} className={shell.main}>
        {children}
      </main>
      <LiveRegion />
    </>
  );
}
