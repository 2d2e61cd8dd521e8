package shop.cart.basket;

/**
 * Units of one SKU in a cart.
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
