import { useLocation, useParams } from 'wouter';
import { useSetQuantity } from '../features/cart/cart.ts';
import { Address } from '../features/delivery/Address.tsx';
import { OrderDetails } from '../features/orders/OrderDetails.tsx';
import { orderQuery } from '../features/orders/orders.ts';
import { useLiveOrder } from '../features/orders/useLiveOrder.ts';
import type { Wish } from '../features/orders/whatIsLeft.ts';
import { FailureNotice } from '../ui/FailureNotice.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Moment } from '../ui/Moment.tsx';
import { Page } from '../ui/Page.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { useAskAgain } from '../ui/useAskAgain.ts';

export function OrderPage() {
  const { orderId } = useParams<{ orderId: string }>();
  return <OneOrder key={orderId} orderId={orderId} />;
}

function OneOrder({ orderId }: { orderId: string }) {
  const { data: order, error, refetch, polling } = useLiveOrder(orderId);
  const askAgain = useAskAgain(orderQuery(orderId).queryKey);
  const [, navigate] = useLocation();
  const setQuantity = useSetQuantity();

  async function orderInstead(wishes: Wish[]) {
    try {
      for (const wish of wishes) {
        await setQuantity.mutateAsync(wish);
      }
    } catch {
      return; // shown as setQuantity.error
    }
    navigate('/review');
  }

  return (
    <Page
      title="Your order"
      lead={
        order && (
          <>
            Placed on <Moment at={order.placedAt} show="day" />
            <small>
              Order number <code>{orderId}</code>
            </small>
          </>
        )
      }
    >
      {!order && error && <FailureNotice failure={error} onRetry={() => void refetch()} />}
      {!order && !error && (
        <Loading what="Your order" onAskAgain={askAgain}>
          <Skeleton shape="row" />
          <Skeleton shape="block" />
        </Loading>
      )}
      {order && (
        <OrderDetails
          order={order}
          polling={polling}
          address={<Address delivery={order.delivery} />}
          onOrderInstead={(wishes) => void orderInstead(wishes)}
          orderingInstead={setQuantity.isPending}
          failure={setQuantity.error ?? error}
        />
      )}
    </Page>
  );
}
