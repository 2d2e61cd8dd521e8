import styles from './StockLabel.module.css';

/** At this number or below, the label says how many are left. */
const FEW = 5;

export function StockLabel({ available }: { available: number }) {
  if (available === 0) {
    return <span className={`${styles.stock} ${styles.none}`}>Out of stock</span>;
  }
  if (available <= FEW) {
    return <span className={`${styles.stock} ${styles.few}`}>{available} left</span>;
  }
  return <span className={`${styles.stock} ${styles.enough}`}>In stock</span>;
}
