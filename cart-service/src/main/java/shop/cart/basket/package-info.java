/**
 * A shopper's cart: SKUs with quantities, and a version that rises with every change.
 *
 * <p>Owns the tables {@code carts} and {@code cart_items}; no topics. A change is written only if the cart is
 * still at the version that was read. So two browser tabs lose no change, and a version never names two contents: checkout
 * orders a version once. Names, prices and stock are taken from {@link shop.cart.catalogue} for every answer and never stored.
 */
@NullMarked
package shop.cart.basket;

import org.jspecify.annotations.NullMarked;
