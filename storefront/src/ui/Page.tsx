import { useEffect, useRef, type ReactNode } from 'react';
import styles from './Page.module.css';

interface PageProps {
  title: string;
  /** In place of the title, where the heading is to show more. */
  heading?: ReactNode;
  lead?: ReactNode;
  width?: 'narrow' | 'wide';
  children: ReactNode;
}

let arrived = false;

/** A page with its one heading, which has the focus after a navigation; the browser places it on the first load. */
export function Page({ title, heading, lead, width = 'wide', children }: PageProps) {
  const headingRef = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = `${title} · Kettle & Quill`;
  }, [title]);

  useEffect(() => {
    if (arrived) {
      headingRef.current?.focus({ preventScroll: true });
    }
    arrived = true;
  }, []);

  return (
    <div className={`${styles.page} ${styles[width]}`}>
      <header className={styles.header}>
        <h1 ref={headingRef} tabIndex={-1}>
          {heading ?? title}
        </h1>
        {lead !== undefined && <p className={styles.lead}>{lead}</p>}
      </header>
      {children}
    </div>
  );
}
