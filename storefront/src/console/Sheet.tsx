import type { ReactNode } from 'react';
import { Page } from '../ui/Page.tsx';
import styles from './console.module.css';

/** A page of the console. */
export function Sheet({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  return (
    <Page title={title} lead={lead} site="Operations">
      <div className={styles.page}>{children}</div>
    </Page>
  );
}
