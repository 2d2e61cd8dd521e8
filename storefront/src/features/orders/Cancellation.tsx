import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { Refusal } from '../../api/http.ts';
import { cancelOrder, type Order } from '../../api/orders.ts';
import { announce } from '../../ui/announce.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { useSlow } from '../../ui/useSlow.ts';
import styles from './Cancellation.module.css';
import { orderQuery } from './orders.ts';

/** Cancels an order while that is allowed, and says when it is not. */
export function Cancellation({ order }: { order: Order }) {
  const client = useQueryClient();
  const query = orderQuery(order.orderId);
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const cancel = useMutation({
    mutationFn: () => cancelOrder(order.orderId),
    onSuccess: (cancelled) => {
      client.setQueryData(query.queryKey, cancelled);
    },
    onError: () => client.invalidateQueries(query),
  });
  const slow = useSlow(cancel.isPending && cancel.submittedAt);
  const refusedForGood = cancel.error instanceof Refusal && cancel.error.problem.status === 409;

  if (order.status === 'REJECTED') {
    return null;
  }

  function agree() {
    dialog.current?.close();
    // The button that opened the dialog disappears with the answer.
    heading.current?.focus();
    if (!cancel.isPending) {
      announce('Cancelling your order');
      cancel.mutate();
    }
  }

  return (
    <section className={styles.cancellation} aria-labelledby="cancellation">
      <h2 id="cancellation" ref={heading} tabIndex={-1}>
        {order.status === 'CANCELLED' ? 'Cancelled' : 'Changed your mind?'}
      </h2>
      {cancel.error && order.status !== 'CANCELLED' && <FailureNotice failure={cancel.error} />}
      {order.status === 'CANCELLED' && <p>Your items are back on the shelf, and there is nothing to pay.</p>}
      {order.status !== 'CANCELLED' && !order.cancellable && !refusedForGood && (
        <p>The time for cancelling is over. The order stands; ask the shop and name its number.</p>
      )}
      {order.cancellable && (
        <>
          <p>You can still cancel. It costs nothing.</p>
          <button
            type="button"
            className="button secondary"
            aria-disabled={cancel.isPending}
            onClick={() => dialog.current?.showModal()}
          >
            {cancel.isPending ? 'Cancelling …' : 'Cancel order'}
          </button>
          {slow && (
            <p role="status">
              The shop takes longer than usual. We wait for its answer; the order page shows it.
            </p>
          )}
          <dialog
            ref={dialog}
            role="alertdialog"
            className={styles.dialog}
            aria-labelledby="cancellation-question"
            aria-describedby="cancellation-meaning"
          >
            <h2 id="cancellation-question">Cancel this order?</h2>
            <p id="cancellation-meaning">Your items go back on the shelf. This cannot be undone.</p>
            <div className={styles.choices}>
              <button type="button" className="button secondary" onClick={() => dialog.current?.close()}>
                Keep the order
              </button>
              <button type="button" className="button danger" onClick={agree}>
                Cancel the order
              </button>
            </div>
          </dialog>
        </>
      )}
    </section>
  );
}
