import { useEffect, useState, type ReactNode } from 'react';
import { announce } from './announce.ts';
import { Notice } from './Notice.tsx';
import { useSlow } from './useSlow.ts';

interface LoadingProps {
  /** What is loading: "Your cart". */
  what: string;
  /** Gives up the question that has no answer and asks again. */
  onAskAgain: () => void;
  /** Keeps the place of the content. */
  children: ReactNode;
}

/** Content that the shop has not sent yet. After a few seconds it says so and offers to ask again. */
export function Loading({ what, onAskAgain, children }: LoadingProps) {
  const [questions, setQuestions] = useState(1);
  const slow = useSlow(questions);

  useEffect(() => {
    if (slow) {
      announce(`${what}: the shop takes longer than usual`);
    }
  }, [slow, what]);

  return (
    <>
      {slow && (
        <Notice tone="info" title="The shop takes longer than usual">
          <p>We are still waiting for its answer.</p>
          <button
            type="button"
            className="button secondary"
            onClick={() => {
              setQuestions((count) => count + 1);
              onAskAgain();
            }}
          >
            Ask again
          </button>
        </Notice>
      )}
      <div aria-busy="true" aria-label={`${what}, loading`} role="group">
        {children}
      </div>
    </>
  );
}
