import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Product } from '../../api/products.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { ProductPicture } from '../../ui/picture/ProductPicture.tsx';
import { Price } from '../../ui/Price.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { StockLabel } from '../../ui/StockLabel.tsx';
import { useAskAgain } from '../../ui/useAskAgain.ts';
import styles from './ProductGrid.module.css';
import { productsQuery } from './products.ts';

/** @param action what a shopper can do with a product */
export function ProductGrid({ action }: { action: (product: Product) => ReactNode }) {
  const { data: products, error, refetch } = useQuery(productsQuery);
  const askAgain = useAskAgain(productsQuery.queryKey);
  if (!products) {
    return error ? (
      <FailureNotice failure={error} onRetry={() => void refetch()} />
    ) : (
      <GridSkeleton onAskAgain={askAgain} />
    );
  }
  if (products.length === 0) {
    return (
      <EmptyState text="The shelves are empty.">
        <p>We are restocking. Please come back later.</p>
      </EmptyState>
    );
  }
  return (
    <ul className={styles.grid}>
      {products.map((product) => (
        <li key={product.sku}>
          <ProductCard product={product}>{action(product)}</ProductCard>
        </li>
      ))}
    </ul>
  );
}

function ProductCard({ product, children }: { product: Product; children: ReactNode }) {
  return (
    <article className={styles.card} aria-labelledby={`product-${product.sku}`}>
      <ProductPicture sku={product.sku} soldOut={product.available === 0} />
      <div className={styles.text}>
        <h2 className={styles.name} id={`product-${product.sku}`}>
          {product.name}
        </h2>
        <p className={styles.description}>{product.description}</p>
        <p className={styles.facts}>
          <strong className={styles.price}>
            <Price money={product.price} />
          </strong>
          <StockLabel available={product.available} />
        </p>
        <div className={styles.action}>{children}</div>
      </div>
    </article>
  );
}

function GridSkeleton({ onAskAgain }: { onAskAgain: () => void }) {
  return (
    <Loading what="Products" onAskAgain={onAskAgain}>
      <div className={styles.grid}>
        {Array.from({ length: 8 }, (_, place) => (
          <div key={place} className={styles.card}>
            <div className={styles.pictureSpace}>
              <Skeleton shape="block" />
            </div>
            <div className={styles.text}>
              <Skeleton shape="short" />
              <Skeleton shape="line" />
              <Skeleton shape="line" />
              <Skeleton shape="short" />
            </div>
          </div>
        ))}
      </div>
    </Loading>
  );
}
