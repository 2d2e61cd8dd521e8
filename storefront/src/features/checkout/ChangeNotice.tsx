import type { Cart } from '../../api/cart.ts';
import { formatMoney } from '../../api/money.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Price } from '../../ui/Price.tsx';
import styles from './ChangeNotice.module.css';
import type { Change } from './changes.ts';

interface ChangeNoticeProps {
  changes: Change[];
  shown: Cart;
  live: Cart;
  onAccept: () => void;
}

/** What the page showed and what is true now, side by side; nothing is ordered before the shopper agrees. */
export function ChangeNotice({ changes, shown, live, onAccept }: ChangeNoticeProps) {
  return (
    <Notice tone="warning" title="Something has changed since you opened this page" urgent>
      <p>Nothing has been ordered. Please look at it again.</p>
      <table className={styles.changes}>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Before</th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ sku, name, before, now }) => (
            <tr key={sku}>
              <th scope="row">{name}</th>
              <td>
                {before ? (
                  <del>
                    {before.quantity} × <Price money={before.unitPrice} />
                  </del>
                ) : (
                  'not in the cart'
                )}
              </td>
              <td>
                {now ? (
                  <>
                    {now.quantity} × <Price money={now.unitPrice} />
                  </>
                ) : (
                  'no longer in the cart'
                )}
              </td>
            </tr>
          ))}
          <tr className={styles.total}>
            <th scope="row">Total</th>
            <td>
              <del>
                <Price money={shown.total} />
              </del>
            </td>
            <td>
              <Price money={live.total} />
            </td>
          </tr>
        </tbody>
      </table>
      <button type="button" className="button" onClick={onAccept}>
        Agree to {formatMoney(live.total)}
      </button>
    </Notice>
  );
}
