import type { ReactNode } from 'react';
import type { Money } from '../api/money.ts';
import { ProductPicture } from './picture/ProductPicture.tsx';
import { Price } from './Price.tsx';
import styles from './ProductLine.module.css';

interface ProductLineProps {
  sku: string;
  name: string;
  quantity: number;
  unitPrice: Money;
  total: Money;
  note?: ReactNode;
}

/** One product of an order that cannot be changed here; an item of a list. */
export function ProductLine({ sku, name, quantity, unitPrice, total, note }: ProductLineProps) {
  return (
    <li className={styles.line}>
      <div className={styles.picture}>
        <ProductPicture sku={sku} />
      </div>
      <div>
        <p className={styles.name}>{name}</p>
        <p className={styles.price}>
          {quantity} × <Price money={unitPrice} />
        </p>
        {note}
      </div>
      <p className={styles.name}>
        <Price money={total} />
      </p>
    </li>
  );
}
