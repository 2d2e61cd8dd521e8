import { OrderList } from '../features/orders/OrderList.tsx';
import { Page } from '../ui/Page.tsx';

export function OrdersPage() {
  return (
    <Page title="Your orders" lead="As this browser knows them." width="narrow">
      <OrderList />
    </Page>
  );
}
