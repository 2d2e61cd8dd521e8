/**
 * Shopping from the outside: one order as a shopper would place it ({@code ./shop order}), or many on a schedule ({@code
 * ./shop load}).
 *
 * <p><b>Boundary:</b> everything goes through the edge, by the public HTTP API, as a browser would. No database, no
 * topic, no service is reached directly, and nothing is topped up.
 *
 * <p>Other programs order through {@link shop.tools.client.ShopperSession} and {@link shop.tools.client.Retry}.
 *
 * <p><b>Invariant:</b> load is an open loop. Orders are due by schedule whatever the answers do, and the time to accept
 * counts from when an order was due, so that a shop that stands still is not measured as one that was asked less.
 */
@NullMarked
package shop.tools.client;

import org.jspecify.annotations.NullMarked;
