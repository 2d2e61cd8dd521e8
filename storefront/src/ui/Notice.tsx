import type { ReactNode } from 'react';
import styles from './Notice.module.css';

interface NoticeProps {
  tone: 'info' | 'warning' | 'danger';
  title: ReactNode;
  children?: ReactNode;
  /** Whether a screen reader is interrupted: for what the shopper has to know before going on. */
  urgent?: boolean;
}

export function Notice({ tone, title, children, urgent = false }: NoticeProps) {
  return (
    <section className={`${styles.notice} ${styles[tone]}`} role={urgent ? 'alert' : undefined}>
      <h2 className={styles.title}>{title}</h2>
      {children}
    </section>
  );
}
