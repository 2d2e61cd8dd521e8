import { useEffect, useRef, type ReactNode } from 'react';
import { takeWishForFocus } from './arrival.ts';
import styles from './Page.module.css';

interface PageProps {
  title: string;
  lead?: ReactNode;
  width?: 'narrow' | 'wide';
  /** What the page belongs to, for the browser's tab. */
  site?: string;
  children: ReactNode;
}

/** A page with its only heading, which gets the focus after a navigation. */
export function Page({ title, lead, width = 'wide', site = 'Kettle & Quill', children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · ${site}`;
  }, [title, site]);

  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takeWishForFocus()) {
      heading.current?.focus({ preventScroll: true });
    }
  }, []);

  return (
    <div className={`${styles.page} ${styles[width]}`}>
      <header className={styles.header}>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead !== undefined && <p className={styles.lead}>{lead}</p>}
      </header>
      {children}
    </div>
  );
}
