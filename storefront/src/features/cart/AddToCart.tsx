import { useQuery } from '@tanstack/react-query';
import { MAX_QUANTITY } from '../../api/cart.ts';
import type { Product } from '../../api/products.ts';
import { announce } from '../../ui/announce.ts';
import { explain } from '../../ui/explain.ts';
import styles from './AddToCart.module.css';
import { cartQuery, useSetQuantity } from './cart.ts';

export function AddToCart({ product }: { product: Product }) {
  const { data: cart } = useQuery(cartQuery);
  const change = useSetQuantity();
  const inCart = cart?.items.find((item) => item.sku === product.sku)?.quantity ?? 0;
  const allTaken = inCart >= Math.min(product.available, MAX_QUANTITY);

  if (product.available === 0 && inCart === 0) {
    return (
      <button type="button" className={`button secondary ${styles.button}`} aria-disabled="true">
        Out of stock
      </button>
    );
  }

  function add() {
    if (allTaken || cart === undefined) {
      return;
    }
    change.mutate(
      { sku: product.sku, quantity: inCart + 1 },
      {
        onSuccess: () => {
          announce(`${product.name}: ${inCart + 1} in your cart`);
        },
      },
    );
  }

  return (
    <>
      <button
        type="button"
        className={`button ${styles.button}`}
        aria-disabled={allTaken}
        aria-describedby={`product-${product.sku}`}
        onClick={add}
      >
        {buttonText(inCart, allTaken)}
      </button>
      {change.error && (
        <p role="alert" className={styles.problem}>
          {explain(change.error).title} {explain(change.error).nextStep} (code {explain(change.error).code})
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
