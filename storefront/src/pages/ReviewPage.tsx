import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Redirect, useLocation } from 'wouter';
import { useState } from 'react';
import type { Refusal } from '../api/http.ts';
import { cartQuery, clearOrderedCart, useCartIsChanging, useSetQuantity } from '../features/cart/cart.ts';
import { Shortfall } from '../features/cart/Shortfall.tsx';
import { exceedsStock } from '../features/cart/stock.ts';
import { keptIntent } from '../features/checkout/intent.ts';
import { Review } from '../features/checkout/Review.tsx';
import { Address } from '../features/delivery/Address.tsx';
import { deliveryOf } from '../features/delivery/fields.ts';
import { loadDelivery } from '../features/delivery/storedDelivery.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { FailureNotice } from '../ui/FailureNotice.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Page } from '../ui/Page.tsx';
import { orderPath } from '../ui/paths.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { useAskAgain } from '../ui/useAskAgain.ts';

export function ReviewPage() {
  return (
    <Page title="Review and order">
      <Content />
    </Page>
  );
}

function Content() {
  const [, navigate] = useLocation();
  const client = useQueryClient();
  // An order that the shop may have received is shown as it was sent, even if another tab changes the cart.
  const [sent, setSent] = useState(() => {
    const kept = keptIntent();
    return kept?.sent ? kept : undefined;
  });
  const [stored] = useState(() => deliveryOf(loadDelivery()));
  const delivery = sent?.body.delivery ?? stored;
  const { data, error, refetch, isFetchedAfterMount } = useQuery(cartQuery);
  const askAgain = useAskAgain(cartQuery.queryKey);
  const setQuantity = useSetQuantity();
  const changing = useCartIsChanging();
  // What the shopper changes on this page needs no second agreement: it is a new review.
  const [reviews, setReviews] = useState(0);
  const cart = sent?.shown ?? (isFetchedAfterMount ? data : undefined);

  if (!cart) {
    return error ? (
      <FailureNotice failure={error} onRetry={() => void refetch()} />
    ) : (
      <Loading what="Your order" onAskAgain={askAgain}>
        <Skeleton shape="row" />
        <Skeleton shape="block" />
      </Loading>
    );
  }
  if (cart.items.length === 0) {
    return (
      <EmptyState text="There is nothing in your cart to order.">
        <Link to="/orders">See the orders you have placed</Link>
        <Link to="/" className="button">
          Look around
        </Link>
      </EmptyState>
    );
  }
  if (!delivery) {
    return <Redirect to="/delivery" replace />;
  }

  function goToOrder(orderId: string) {
    navigate(orderPath(orderId), { replace: true });
  }

  function accepted(orderId: string, cartVersion: number) {
    goToOrder(orderId);
    void clearOrderedCart(client, cartVersion);
  }

  function refused({ problem }: Refusal) {
    void client.invalidateQueries(cartQuery);
    if (problem.code === 'cart-already-ordered' && problem.orderId !== undefined) {
      goToOrder(problem.orderId);
    } else {
      setSent(undefined);
    }
  }

  function forgotten() {
    setSent(undefined);
    setReviews((count) => count + 1);
  }

  return (
    <Review
      key={reviews}
      cart={cart}
      delivery={delivery}
      orderable={!exceedsStock(cart.items) && !changing}
      settling={changing}
      address={<Address delivery={delivery} />}
      noteOn={(item) => (
        <Shortfall
          item={item}
          onQuantity={(quantity) => {
            setQuantity.mutate(
              { sku: item.sku, name: item.name, quantity },
              {
                onSuccess: () => {
                  setReviews((count) => count + 1);
                },
              },
            );
          }}
        />
      )}
      onSent={setSent}
      onAccepted={accepted}
      onRefused={refused}
      onForgotten={forgotten}
    />
  );
}
