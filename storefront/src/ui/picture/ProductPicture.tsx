import { drawingOf } from './drawings.tsx';
import { glazeOf } from './glaze.ts';
import styles from './ProductPicture.module.css';

/** A product as a drawing, always the same for the same SKU. Decoration only: the name is beside it. */
export function ProductPicture({ sku, soldOut = false }: { sku: string; soldOut?: boolean }) {
  const { tint, shadow, draw } = drawingOf(sku);
  return (
    <svg
      viewBox="0 0 240 180"
      preserveAspectRatio="xMidYMax slice"
      aria-hidden="true"
      className={`${styles.picture} ${styles[tint]} ${soldOut ? styles.soldOut : ''}`}
    >
      <rect width="240" height="180" className={styles.wall} />
      <path d="M0 134h240v46H0z" className={styles.table} />
      <ellipse cx="120" cy="151" rx={shadow} ry="7" className={styles.shadow} />
      <g className={styles.thing}>{draw(glazeOf(sku))}</g>
    </svg>
  );
}
