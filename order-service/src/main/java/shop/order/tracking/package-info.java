/**
 * Follows an order live: waits until it is known, and streams its statuses as server-sent events.
 *
 * <p>A follower is a virtual thread that waits on a {@link shop.order.tracking.Watch}; it holds no database connection
 * while it waits. A change made in this process reaches it right after the commit; one made by another process is found by a
 * poll of the database that all watches share.
 *
 * <p>Owns no table and no topic. Invariants: a watch is registered before the state is read, so that no change is missed;
 * nobody is told of another shopper's order; every watch ends with its request or with the process.
 */
@NullMarked
package shop.order.tracking;

import org.jspecify.annotations.NullMarked;
