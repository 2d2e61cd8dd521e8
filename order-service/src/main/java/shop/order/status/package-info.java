/**
 * The status of an order: a pure fold over the facts known of it: placed, stock answer, cancellation.
 *
 * <p>Owns table {@code orders}. Reads {@code checkout.events} and {@code inventory.events}, writes {@code order.events}.
 *
 * <p>Invariants: any arrival order of the same facts gives the same row and the same events; an order that is REJECTED or
 * CANCELLED stays that way, a CONFIRMED one can only become CANCELLED; the event that tells of a status is in the outbox if and
 * only if the order has or had that status; a shopper's orders are read and cancelled by that shopper alone.
 */
@NullMarked
package shop.order.status;

import org.jspecify.annotations.NullMarked;
