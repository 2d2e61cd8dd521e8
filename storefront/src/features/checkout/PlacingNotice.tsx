import { Link } from 'wouter';
import { ConnectionLost, NotTheShop } from '../../api/http.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Turning } from '../../ui/Turning.tsx';
import { useSlow } from '../../ui/useSlow.ts';
import { isBusy } from './placing.ts';

interface PlacingNoticeProps {
  /** Why the last try brought no answer; undefined during the first. */
  trouble: unknown;
  onStop: () => void;
}

/** An order that is being sent: no more is said than is known. */
export function PlacingNotice({ trouble, onStop }: PlacingNoticeProps) {
  const slow = useSlow(trouble === undefined);
  if (trouble === undefined && !slow) {
    return (
      <button type="button" className="button large" aria-disabled="true">
        <Turning /> Placing your order …
      </button>
    );
  }
  const [title, ...sentences] = said(trouble);
  return (
    <Notice tone="info" title={title} urgent>
      <p>
        <Turning /> {sentences.join(' ')} It cannot be placed twice.
      </p>
      <p>
        You need not wait here: stop, and go on later, or look at <Link to="/orders">your orders</Link>.
      </p>
      <button type="button" className="button secondary" onClick={onStop}>
        Stop and keep it for later
      </button>
    </Notice>
  );
}

function said(trouble: unknown): [title: string, ...sentences: string[]] {
  if (trouble === undefined) {
    return [
      'The shop takes longer than usual',
      'Your order was sent, and we wait for the answer.',
      'Until then it is not known whether the shop has it.',
    ];
  }
  if (isBusy(trouble)) {
    return [
      'The shop is busy and has not taken your order',
      'Nothing is ordered so far. We send it again every few seconds while this page is open.',
    ];
  }
  if (trouble instanceof NotTheShop && trouble.form === 'page') {
    return [
      'Something else answered instead of the shop',
      'Perhaps this network wants you to log in first: open any other page to see.',
      'We send your order again every few seconds while this page is open.',
    ];
  }
  if (trouble instanceof NotTheShop) {
    return [
      'An answer came that could not be read',
      'It is not known whether the shop has your order. We ask again every few seconds while this page is open.',
    ];
  }
  if (trouble instanceof ConnectionLost && trouble.loss === 'offline') {
    return [
      'You are offline',
      'It is not known whether your order reached the shop.',
      'We send it again when you are online, while this page is open.',
    ];
  }
  return [
    'We sent your order, but the answer has not arrived',
    'It is not known whether the shop has it. We ask again every few seconds while this page is open.',
  ];
}
