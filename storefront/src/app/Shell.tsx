import { Link, Outlet, useLocation, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { CartLink } from '../features/cart/CartLink.tsx';
import { UnansweredBanner } from '../features/checkout/UnansweredBanner.tsx';
import { LiveRegion } from '../ui/LiveRegion.tsx';
import styles from './Shell.module.css';

export function Shell() {
  useFocusOnHeading();
  // The review shows the whole order that was not answered.
  const reviewing = useLocation({ select: ({ pathname }) => pathname === '/review' });
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
        <Outlet />
      </main>
      <footer className={styles.footer}>
        <p>Payment by invoice. Every error shows a code that our support can look up.</p>
      </footer>
      <LiveRegion />
    </>
  );
}

/** Announces a new page to screen readers; the first page is announced by the browser. */
function useFocusOnHeading() {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
        if (fromLocation && pathChanged) {
          document.querySelector('h1')?.focus({ preventScroll: true });
        }
      }),
    [router],
  );
}
