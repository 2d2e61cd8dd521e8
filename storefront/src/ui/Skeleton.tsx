import styles from './Skeleton.module.css';

/** Keeps the place of content that is still loading; the region around it has aria-busy. */
export function Skeleton({ shape }: { shape: 'line' | 'short' | 'block' | 'row' }) {
  return <span aria-hidden="true" className={`${styles.skeleton} ${styles[shape]}`} />;
}
