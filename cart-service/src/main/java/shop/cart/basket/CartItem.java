package shop.cart.basket;

/**
 * So many units of one SKU.
 *
 * @param quantity 1 to {@link Cart#MAX_QUANTITY}
 */
record CartItem(String sku, int quantity) {

    CartItem {
        if (quantity < 1 || quantity > Cart.MAX_QUANTITY) {
            throw new IllegalArgumentException("quantity must be from 1 to " + Cart.MAX_QUANTITY + ": " + quantity);
        }
    }
}
