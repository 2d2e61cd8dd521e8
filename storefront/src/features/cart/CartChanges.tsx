import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useSlow } from '../../ui/useSlow.ts';
import styles from './CartChanges.module.css';
import { useRemoveItem, useSetQuantity } from './cart.ts';

/** The changes of a cart on one page, kept above the lines, which may be gone before the shop has answered. */
export function useCartChanges() {
  const setQuantity = useSetQuantity();
  const remove = useRemoveItem();
  return { setQuantity, remove };
}

/** What became of the last change: under way, slow, refused, or a line that can be put back. */
export function CartChanges({ setQuantity, remove }: ReturnType<typeof useCartChanges>) {
  const last = setQuantity.submittedAt > remove.submittedAt ? setQuantity : remove;
  const slow = useSlow(last.isPending && last.submittedAt);
  const gone = remove.variables;
  if (last.error) {
    return <FailureNotice failure={last.error}>Your cart is as it was before.</FailureNotice>;
  }
  if (last.isPending) {
    return slow ? (
      <Notice tone="info" title="The shop takes longer than usual" urgent>
        <p>Your change was sent, and we wait for the answer. You can go on meanwhile.</p>
      </Notice>
    ) : (
      <p className={styles.state}>Changing your cart …</p>
    );
  }
  if (last === remove && remove.isSuccess && gone?.quantity !== undefined) {
    const { sku, name, quantity } = gone;
    return (
      <p className={styles.state}>
        {name} was removed.{' '}
        <button
          type="button"
          className="button secondary"
          onClick={() => {
            setQuantity.mutate({ sku, name, quantity });
          }}
        >
          Undo<span className="visually-hidden">: put {name} back</span>
        </button>
      </p>
    );
  }
  return <p className={styles.state} />;
}
