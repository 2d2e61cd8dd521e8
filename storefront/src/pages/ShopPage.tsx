import { AddToCart } from '../features/cart/AddToCart.tsx';
import { ProductGrid } from '../features/catalogue/ProductGrid.tsx';
import { Page } from '../ui/Page.tsx';

export function ShopPage() {
  return (
    <Page
      title="Things for the desk and the quiet hour"
      lead="A small shop with few things. What you order you can follow, live, until it is yours."
    >
      <ProductGrid action={(product) => <AddToCart product={product} />} />
    </Page>
  );
}
