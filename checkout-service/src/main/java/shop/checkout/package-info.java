/** The checkout service: turns a cart into a placed order, once. */
@NullMarked
package shop.checkout;

import org.jspecify.annotations.NullMarked;
