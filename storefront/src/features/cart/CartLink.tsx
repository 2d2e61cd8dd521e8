import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { cartQuery, useCartOfOtherTabs } from './cart.ts';
import styles from './CartLink.module.css';

export function CartLink() {
  useCartOfOtherTabs();
  const { data: cart } = useQuery(cartQuery);
  const count = cart?.items.reduce((sum, item) => sum + item.quantity, 0) ?? 0;
  return (
    <Link to="/your-cart" className={styles.link}>
      <svg viewBox="0 0 24 24" className={styles.icon} aria-hidden="true">
        <path d="M5 8h14l-1.2 11.2a2 2 0 0 1-2 1.8H8.2a2 2 0 0 1-2-1.8z" />
        <path d="M9 10.5V7a3 3 0 0 1 6 0v3.5" />
      </svg>
      Cart{' '}
      <span className={count === 0 ? styles.countEmpty : styles.count}>{count > 99 ? '99+' : count}</span>
      <span className="visually-hidden"> {count === 1 ? 'item' : 'items'}</span>
    </Link>
  );
}
