import styles from './Skeleton.module.css';

/** Holds the place of what is on its way; the region around it says so with aria-busy. */
export function Skeleton({ shape }: { shape: 'line' | 'short' | 'block' | 'row' }) {
  return <span aria-hidden="true" className={`${styles.skeleton} ${styles[shape]}`} />;
}
