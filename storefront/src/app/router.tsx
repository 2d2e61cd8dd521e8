import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { BrokenPage } from '../pages/BrokenPage.tsx';
import { CartPage } from '../pages/CartPage.tsx';
import { DeliveryPage } from '../pages/DeliveryPage.tsx';
import { NotFoundPage } from '../pages/NotFoundPage.tsx';
import { OrderPage } from '../pages/OrderPage.tsx';
import { OrdersPage } from '../pages/OrdersPage.tsx';
import { ReviewPage } from '../pages/ReviewPage.tsx';
import { ShopPage } from '../pages/ShopPage.tsx';
import { Shell } from './Shell.tsx';

const root = createRootRoute({ component: Shell });

function page<Path extends string>(path: Path, component: () => React.JSX.Element) {
  return createRoute({ getParentRoute: () => root, path, component });
}

// The load balancer gives /cart, /checkout and /order to the services, so no page may have these paths.
const routes = root.addChildren([
  page('/', ShopPage),
  page('/your-cart', CartPage),
  page('/delivery', DeliveryPage),
  page('/review', ReviewPage),
  page('/orders', OrdersPage),
  page('/orders/$orderId', OrderPage),
]);

export function newRouter() {
  return createRouter({
    routeTree: routes,
    scrollRestoration: true,
    defaultNotFoundComponent: NotFoundPage,
    defaultErrorComponent: BrokenPage,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
