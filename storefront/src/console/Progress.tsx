import styles from './console.module.css';

/** How much of a job is done. */
export function Progress({ done, left, what }: { done: number; left: number; what: string }) {
  const all = Math.max(1, done + left);
  return (
    <div className={styles.stack}>
      <progress className={styles.progress} value={done} max={all} aria-label={what} />
      <p>
        {done} of {done + left} {what}, {left} left
      </p>
    </div>
  );
}
