import { Link, Route, Switch, useLocation } from 'wouter';
import { CartLink } from '../features/cart/CartLink.tsx';
import { UnansweredBanner } from '../features/checkout/UnansweredBanner.tsx';
import { NotFoundPage } from '../pages/NotFoundPage.tsx';
import { LiveRegion } from '../ui/LiveRegion.tsx';
import { PageBoundary } from './PageBoundary.tsx';
import { bringAllPages, PAGES } from './pages.ts';
import styles from '../ui/Shell.module.css';
import { useArrival, useWhenIdle } from '../ui/useArrival.ts';

export function Shell() {
  useArrival();
  useWhenIdle(bringAllPages);
  const [path] = useLocation();
  // The review shows the whole order that was not answered.
  const reviewing = path === '/review';
  return (
    <>
      <a href="#content" className={styles.skip}>
        Skip to the content
      </a>
      <header className={styles.header}>
        <div className={styles.bar}>
          <Link to="/" className={styles.brand}>
            Kettle <span className={styles.and}>&amp;</span> Quill
          </Link>
          <nav className={styles.nav} aria-label="Main">
            <Link to="/orders" className={styles.link}>
              Orders
            </Link>
            <CartLink />
          </nav>
        </div>
      </header>
      <main id="content" tabIndex={-1} className={styles.main}>
        {reviewing || <UnansweredBanner />}
        <PageBoundary key={path}>
          <Switch>
            {Object.entries(PAGES).map(([address, Page]) => (
              <Route key={address} path={address}>
                <Page />
              </Route>
            ))}
            <Route>
              <NotFoundPage />
            </Route>
          </Switch>
        </PageBoundary>
      </main>
      <footer className={styles.footer}>
        <p>Payment by invoice. Every error shows a code that our support can look up.</p>
      </footer>
      <LiveRegion />
    </>
  );
}
