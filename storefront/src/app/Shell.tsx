import { Link, Outlet } from '@tanstack/react-router';
import { CartLink } from '../features/cart/CartLink.tsx';
import { LiveRegion } from '../ui/LiveRegion.tsx';
import styles from './Shell.module.css';

export function Shell() {
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
        <Outlet />
      </main>
      <footer className={styles.footer}>
        <p>Payment by invoice. Every error shows a code that our support can look up.</p>
      </footer>
      <LiveRegion />
    </>
  );
}
