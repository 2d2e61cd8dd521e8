import { queryOptions } from '@tanstack/react-query';
import { listProducts } from '../../api/products.ts';

export const productsQuery = queryOptions({
  queryKey: ['products'],
  queryFn: ({ signal }) => listProducts(signal),
  // Stock changes while a shopper looks; the page is never much older than this.
  refetchInterval: 30_000,
});
