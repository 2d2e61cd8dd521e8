/** The cart service: what a shopper means to order, before anything is ordered. */
@NullMarked
package shop.cart;

import org.jspecify.annotations.NullMarked;
