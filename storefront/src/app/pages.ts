import { ShopPage } from '../pages/ShopPage.tsx';
import { later } from './later.tsx';

const cart = later(async () => (await import('../pages/CartPage.tsx')).CartPage);
const delivery = later(async () => (await import('../pages/DeliveryPage.tsx')).DeliveryPage);
const review = later(async () => (await import('../pages/ReviewPage.tsx')).ReviewPage);
const orders = later(async () => (await import('../pages/OrdersPage.tsx')).OrdersPage);
const order = later(async () => (await import('../pages/OrderPage.tsx')).OrderPage);

/**
 * What is shown at which address. The page that most visits begin with comes with the program, the others when they are needed.
 *
 * The load balancer gives /cart, /checkout and /order to the services, so no page may have these paths. The production server
 * and the local edge have the same list.
 */
export const PAGES = {
  '/': ShopPage,
  '/your-cart': cart.Page,
  '/delivery': delivery.Page,
  '/review': review.Page,
  '/orders': orders.Page,
  '/orders/:orderId': order.Page,
};

/** Brings the other pages while the browser has nothing to do: the next step must not need the connection that is there now. */
export async function bringAllPages(): Promise<void> {
  await Promise.all([cart, delivery, review, orders, order].map((page) => page.bring()));
}
