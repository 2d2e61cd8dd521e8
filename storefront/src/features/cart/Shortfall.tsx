import type { CartItem } from '../../api/cart.ts';
import styles from './Shortfall.module.css';

/** Says that a line asks for more than is in stock, and offers what is there. */
export function Shortfall({ item, onQuantity }: { item: CartItem; onQuantity: (quantity: number) => void }) {
  if (item.quantity <= item.available) {
    return null;
  }
  if (item.available === 0) {
    return <p className={styles.shortfall}>Out of stock. Remove it to order the rest.</p>;
  }
  return (
    <p className={styles.shortfall}>
      Only {item.available} left.{' '}
      <button
        type="button"
        className={styles.offer}
        onClick={() => {
          onQuantity(item.available);
        }}
      >
        Take {item.available}
        <span className="visually-hidden"> of {item.name}</span>
      </button>
    </p>
  );
}
