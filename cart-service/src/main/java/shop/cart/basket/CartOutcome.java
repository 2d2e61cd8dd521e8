package shop.cart.basket;

/** What a request to change a cart leads to. */
sealed interface CartOutcome
        permits PricedCart,
                CartOutcome.UnknownProduct,
                CartOutcome.Full,
                CartOutcome.FullTogether,
                CartOutcome.Changed {

    /** Inventory does not know the SKU; the cart is as it was. */
    record UnknownProduct(String sku) implements CartOutcome {}

    /** The cart has {@link Cart#MAX_LINES} lines already and is as it was. */
    record Full() implements CartOutcome {}

    /** Together two carts have so many lines, more than {@link Cart#MAX_LINES}; both are as they were. */
    record FullTogether(int lines) implements CartOutcome {}

    /** The cart is not at the version the change was meant for, and is as it was. */
    record Changed(long version) implements CartOutcome {}
}
