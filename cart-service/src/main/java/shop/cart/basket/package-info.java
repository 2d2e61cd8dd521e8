/**
 * A shopper's cart: SKUs with quantities, and a version that rises with every change.
 *
 * <p>Owns the tables {@code carts} and {@code cart_items}; no topics. A change is written at the version that was read or not
 * at all, so two browser tabs lose none of theirs, and a version names exactly one content, for ever: checkout orders a
 * version once. Names, prices and stock are joined from {@link shop.cart.catalogue} at every answer and never stored.
 */
@NullMarked
package shop.cart.basket;

import org.jspecify.annotations.NullMarked;
