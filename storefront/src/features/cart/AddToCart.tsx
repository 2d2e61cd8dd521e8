import { useQuery } from '@tanstack/react-query';
import { MAX_QUANTITY } from '../../api/cart.ts';
import type { Product } from '../../api/products.ts';
import { announce } from '../../ui/announce.ts';
import { explain } from '../../ui/explain.ts';
import { Turning } from '../../ui/Turning.tsx';
import { useSlow } from '../../ui/useSlow.ts';
import styles from './AddToCart.module.css';
import { cartQuery, useAddOne } from './cart.ts';

export function AddToCart({ product }: { product: Product }) {
  const { data: cart } = useQuery(cartQuery);
  const add = useAddOne(product.sku, product.name);
  const slow = useSlow(add.isPending && add.submittedAt);
  const inCart = cart?.items.find((item) => item.sku === product.sku)?.quantity ?? 0;
  const allTaken = inCart >= Math.min(product.available, MAX_QUANTITY);

  if (product.available === 0 && inCart === 0) {
    return (
      <button type="button" className={`button secondary ${styles.button}`} aria-disabled="true">
        Out of stock
      </button>
    );
  }

  function press() {
    if (!allTaken && !add.isPending) {
      announce(`Adding ${product.name} to your cart`);
      add.mutate();
    }
  }

  return (
    <>
      <button
        type="button"
        className={`button ${styles.button}`}
        aria-disabled={allTaken || add.isPending}
        aria-describedby={`product-${product.sku}`}
        onClick={press}
      >
        {add.isPending ? (
          <>
            <Turning /> Adding …
          </>
        ) : (
          buttonText(inCart, allTaken)
        )}
      </button>
      {slow && (
        <p role="status" className={styles.slow}>
          The shop takes longer than usual. We are waiting for its answer; you can look around meanwhile.
        </p>
      )}
      {add.error && (
        <p role="alert" className={styles.problem}>
          {explain(add.error).title} {explain(add.error).nextStep} (code {explain(add.error).code})
        </p>
      )}
    </>
  );
}

function buttonText(inCart: number, allTaken: boolean): string {
  if (allTaken) {
    return `All ${inCart} in your cart`;
  }
  return inCart === 0 ? 'Add to cart' : `Add another · ${inCart} in cart`;
}
