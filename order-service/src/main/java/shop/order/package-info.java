/** The order service: the status of orders, for the shoppers who placed them. */
@NullMarked
package shop.order;

import org.jspecify.annotations.NullMarked;
