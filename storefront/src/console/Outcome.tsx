import { Notice } from '../ui/Notice.tsx';
import type { Answer } from './services.ts';

/**
 * What became of a press, unless it did what was asked: never "ok" when nothing will happen.
 *
 * @param again what a second press does after no answer
 */
export function Outcome({
  answer,
  again = 'It is not known whether it was done. Press again: the same press is done once.',
}: {
  answer: Answer<unknown> | undefined;
  again?: string;
}) {
  switch (answer?.kind) {
    case undefined:
    case 'done':
      return null;
    case 'silent':
      return (
        <Notice tone="danger" title={`${answer.service} did not answer`} urgent>
          <p>
            {answer.reason}. {again}
          </p>
        </Notice>
      );
    case 'unknown':
      return (
        <Notice tone="danger" title="There is no such thing" urgent>
          <p>{answer.detail}</p>
        </Notice>
      );
    case 'refused':
      return (
        <Notice
          tone={answer.status === 409 ? 'warning' : 'danger'}
          title={
            answer.status === 409
              ? 'Somebody else was faster or holds it. Nothing was changed.'
              : 'Refused. Nothing was changed.'
          }
          urgent
        >
          <p>{answer.detail}</p>
        </Notice>
      );
  }
}
