import { OrderList } from '../features/orders/OrderList.tsx';
import { Page } from '../ui/Page.tsx';

export function OrdersPage() {
  return (
    <Page title="Your orders" lead="Everything you have ordered in this browser." width="narrow">
      <OrderList />
    </Page>
  );
}
