import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import { cartQuery } from '../features/cart/cart.ts';
import { DeliveryForm } from '../features/delivery/DeliveryForm.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Page } from '../ui/Page.tsx';

export function DeliveryPage() {
  const [, navigate] = useLocation();
  const { data: cart } = useQuery(cartQuery);
  // The way back after ordering leads here.
  const nothingToDeliver = cart?.items.length === 0;
  return (
    <Page
      title="Delivery and contact"
      lead={nothingToDeliver ? undefined : 'Next you see everything once more before you order.'}
      width="narrow"
    >
      {nothingToDeliver ? (
        <EmptyState text="There is nothing in your cart to order.">
          <Link to="/orders">See the orders you have placed</Link>
          <Link to="/" className="button">
            Look around
          </Link>
        </EmptyState>
      ) : (
        <DeliveryForm
          onDone={() => {
            navigate('/review');
          }}
        />
      )}
    </Page>
  );
}
