import { Link } from '@tanstack/react-router';
import { Notice } from '../../ui/Notice.tsx';
import styles from './PlacingNotice.module.css';

export function PlacingNotice({ troubled }: { troubled: boolean }) {
  if (!troubled) {
    return (
      <button type="button" className="button large" aria-disabled="true">
        <span className={styles.turning} aria-hidden="true" /> Placing your order …
      </button>
    );
  }
  return (
    <Notice tone="info" title="Your order is on its way, but the answer has not arrived" urgent>
      <p>
        <span className={styles.turning} aria-hidden="true" /> We keep asking until the shop answers. It
        cannot be placed twice, even if you reload this page or come back later.
      </p>
      <p>
        It is also safe to look at <Link to="/orders">your orders</Link>.
      </p>
    </Notice>
  );
}
