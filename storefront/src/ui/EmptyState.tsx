import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';

/** Shown instead of an empty list: a small drawing, a sentence and a link to go on. */
export function EmptyState({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div className={styles.empty}>
      <svg viewBox="0 0 160 110" className={styles.drawing} aria-hidden="true">
        <ellipse cx="80" cy="97" rx="56" ry="5" className={styles.shade} />
        <path d="M50 42h56v26a26 26 0 0 1-26 26h-4a26 26 0 0 1-26-26z" className={styles.cup} />
        <path d="M106 50h7a10 10 0 0 1 0 24h-8" className={styles.line} />
        <path d="M66 30c-5-7 5-9 0-17M80 30c-5-7 5-9 0-17M94 30c-5-7 5-9 0-17" className={styles.steam} />
      </svg>
      <p>{text}</p>
      {children}
    </div>
  );
}
