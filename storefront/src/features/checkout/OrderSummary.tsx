import { Link } from 'wouter';
import type { ReactNode } from 'react';
import type { Cart, CartItem } from '../../api/cart.ts';
import { ProductLine } from '../../ui/ProductLine.tsx';
import styles from './OrderSummary.module.css';

interface OrderSummaryProps {
  cart: Cart;
  address: ReactNode;
  noteOn: (item: CartItem) => ReactNode;
}

export function OrderSummary({ cart, address, noteOn }: OrderSummaryProps) {
  return (
    <div className={styles.summary}>
      <section aria-labelledby="review-items">
        <div className={styles.head}>
          <h2 id="review-items">Items</h2>
          <Link to="/your-cart">
            Change<span className="visually-hidden"> items</span>
          </Link>
        </div>
        <ul>
          {cart.items.map((item) => (
            <ProductLine
              key={item.sku}
              sku={item.sku}
              name={item.name}
              quantity={item.quantity}
              unitPrice={item.unitPrice}
              total={item.lineTotal}
              note={noteOn(item)}
            />
          ))}
        </ul>
      </section>
      <section aria-labelledby="review-delivery">
        <div className={styles.head}>
          <h2 id="review-delivery">Delivery</h2>
          <Link to="/delivery">
            Change<span className="visually-hidden"> delivery</span>
          </Link>
        </div>
        {address}
      </section>
      <section aria-labelledby="review-payment">
        <div className={styles.head}>
          <h2 id="review-payment">Payment</h2>
        </div>
        <p>You pay by invoice. Nothing is charged now.</p>
      </section>
    </div>
  );
}
