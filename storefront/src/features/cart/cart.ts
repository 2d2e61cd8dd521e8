import {
  queryOptions,
  useIsMutating,
  useMutation,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import { useEffect } from 'react';
import { emptyCart, getCart, removeItem, setQuantity, type Cart, type CartItem } from '../../api/cart.ts';
import { times } from '../../api/money.ts';
import { announce } from '../../ui/announce.ts';

export const cartQuery = queryOptions({
  queryKey: ['cart'],
  queryFn: ({ signal }) => getCart(signal),
  refetchOnWindowFocus: 'always',
  refetchOnMount: 'always',
});

const CHANGE = ['cart-change'];

interface QuantityChange {
  sku: string;
  /** For the announcement. */
  name: string;
  quantity: number;
}

export function useSetQuantity() {
  return useCartChange(
    ({ sku, quantity }: QuantityChange) => setQuantity(sku, quantity),
    (cart, { sku, quantity }) => {
      const items = cart.items.map((item) =>
        item.sku === sku ? { ...item, quantity, lineTotal: times(item.unitPrice, quantity) } : item,
      );
      return { ...cart, items, total: totalOf(items, cart) };
    },
    ({ name, quantity }) => `${name}: ${quantity} in your cart`,
  );
}

interface Removal {
  sku: string;
  name: string;
  /** What could be put back; undefined for what cannot be ordered. */
  quantity: number | undefined;
}

export function useRemoveItem() {
  return useCartChange(
    ({ sku }: Removal) => removeItem(sku),
    (cart, { sku }) => {
      const items = cart.items.filter((item) => item.sku !== sku);
      const notOrderable = (cart.notOrderable ?? []).filter((item) => item.sku !== sku);
      return { ...cart, items, notOrderable, total: totalOf(items, cart) };
    },
    ({ name }) => `${name} removed from your cart`,
  );
}

/** Adds one of a product. If the cart is not known yet, it is asked for first. */
export function useAddOne(sku: string, name: string) {
  const client = useQueryClient();
  const change = useSetQuantity();
  return useMutation({
    mutationFn: async () => {
      const cart = await client.query({ ...cartQuery, staleTime: 'static' });
      const inCart = cart.items.find((item) => item.sku === sku)?.quantity ?? 0;
      await change.mutateAsync({ sku, name, quantity: inCart + 1 });
    },
  });
}

/** Whether the cart on the screen is ahead of the shop's. */
export function useCartIsChanging(): boolean {
  return useIsMutating({ mutationKey: CHANGE }) > 0;
}

/**
 * Changes are sent to the shop one after the other. The screen shows the expected result at once (`foresee`), and the
 * shop's answer when the last change is done.
 */
function useCartChange<Change>(
  change: (change: Change) => Promise<Cart>,
  foresee: (cart: Cart, change: Change) => Cart,
  said: (change: Change) => string,
) {
  const client = useQueryClient();
  return useMutation({
    mutationKey: CHANGE,
    scope: { id: 'cart' },
    mutationFn: change,
    onMutate: (wish) => {
      void client.cancelQueries(cartQuery);
      client.setQueryData(cartQuery.queryKey, (cart) => cart && foresee(cart, wish));
    },
    onSuccess: (cart, wish) => {
      announce(said(wish));
      if (client.isMutating({ mutationKey: CHANGE }) === 1) {
        client.setQueryData(cartQuery.queryKey, cart);
      }
      tellOtherTabs();
    },
    onError: () => client.invalidateQueries(cartQuery),
  });
}

function totalOf(items: CartItem[], { total }: Cart) {
  return { ...total, amountMinor: items.reduce((sum, item) => sum + item.lineTotal.amountMinor, 0) };
}

/**
 * Takes what was ordered out of the cart. The shop does this too, a moment after it accepts an order; here it is done for
 * certain before the shopper sees the cart again.
 */
export async function clearOrderedCart(client: QueryClient, version: number): Promise<void> {
  await client.cancelQueries(cartQuery);
  client.setQueryData(cartQuery.queryKey, (cart) =>
    cart?.version === version ? { ...cart, items: [], total: { ...cart.total, amountMinor: 0 } } : cart,
  );
  // Refused if the shop was quicker, or another tab has changed the cart.
  await emptyCart(version).catch(() => undefined);
  await client.invalidateQueries(cartQuery);
  tellOtherTabs();
}

const CHANNEL = 'shop-cart';

function tellOtherTabs(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage('changed');
  channel.close();
}

/** Reads the cart again when another tab has changed it. */
export function useCartOfOtherTabs(): void {
  const client = useQueryClient();
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = () => void client.invalidateQueries(cartQuery);
    return () => {
      channel.close();
    };
  }, [client]);
}
