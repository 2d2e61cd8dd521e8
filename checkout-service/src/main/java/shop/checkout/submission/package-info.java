/**
 * A shopper submits a cart and gets an order, once.
 *
 * <p>Owns the table {@code checkouts}; writes {@code order-placed} events to {@code checkout.events} by the outbox; reads
 * no topic. Invariants: one checkout per idempotency key of a shopper, always answered the same, byte for byte (I7); one
 * checkout per cart version; checkout, key, request hash, answer and event are one transaction. Prices are the server's:
 * the client states only the total it saw, and is refused if that has changed.
 */
@NullMarked
package shop.checkout.submission;

import org.jspecify.annotations.NullMarked;
