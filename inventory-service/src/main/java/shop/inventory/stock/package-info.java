/**
 * How many units of each SKU there are, and how many of them are set aside.
 *
 * <p>Owns {@code stock} and {@code stock_intakes}. Invariant I1: {@code 0 <= reserved <= on_hand}, also a constraint of
 * the table. A SKU's row is the lock under which its units are given out. Whoever needs several locks takes those of
 * {@code reservations} first (by order id), those of {@code stock} last (by SKU), and so never deadlocks.
 */
@NullMarked
package shop.inventory.stock;

import org.jspecify.annotations.NullMarked;
