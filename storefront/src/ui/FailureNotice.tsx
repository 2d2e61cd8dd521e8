import type { ReactNode } from 'react';
import { explain } from './explain.ts';
import styles from './FailureNotice.module.css';
import { Notice } from './Notice.tsx';

interface FailureNoticeProps {
  failure: unknown;
  onRetry?: () => void;
  children?: ReactNode;
}

/** A failure in one sentence, with the next step and the code that support searches for. */
export function FailureNotice({ failure, onRetry, children }: FailureNoticeProps) {
  const { title, nextStep, code, traceId } = explain(failure);
  return (
    <Notice tone="danger" title={title} urgent>
      <p>{nextStep}</p>
      {children}
      {onRetry && (
        <button type="button" className="button secondary" onClick={onRetry}>
          Try again
        </button>
      )}
      <p className={styles.code}>
        For our support: code <code>{code}</code>
        {traceId !== undefined && (
          <>
            , trace <code>{traceId}</code>
          </>
        )}
      </p>
    </Notice>
  );
}
