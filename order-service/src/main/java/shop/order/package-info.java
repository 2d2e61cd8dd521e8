/** The order service: what became of an order, for the shopper who placed it. */
@NullMarked
package shop.order;

import org.jspecify.annotations.NullMarked;
