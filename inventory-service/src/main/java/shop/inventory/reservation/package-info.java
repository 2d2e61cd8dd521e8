/**
 * Sets stock aside for placed orders: all lines of an order or none.
 *
 * <p>Owns {@code reservations} and {@code reservation_lines}. Reads {@code checkout.events} (an order was placed) and
 * {@code order.events} (an order was cancelled); answers on {@code inventory.events}. A batch is decided as a whole under
 * one lock per SKU, in the order of arrival.
 *
 * <p>Invariants: no unit is promised twice (I1); {@code stock.reserved} is the sum over the lines of reserved orders (I2);
 * each order is decided once, however often and in whatever order events are delivered, and an order that was
 * cancelled first is never reserved (I6).
 */
@NullMarked
package shop.inventory.reservation;

import org.jspecify.annotations.NullMarked;
