/**
 * How many units of each SKU there are, and how many of them are set aside.
 *
 * <p>Owns {@code stock} and {@code stock_intakes}. Invariant I1: {@code 0 <= reserved <= on_hand}, also a constraint of
 * the table. Units of a SKU change only under a lock on its row. A transaction that needs several locks takes those of
 * {@code reservations} first (by order id) and those of {@code stock} last (by SKU), so there is no deadlock.
 */
@NullMarked
package shop.inventory.stock;

import org.jspecify.annotations.NullMarked;
