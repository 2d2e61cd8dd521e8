/**
 * The shopper's cart, read from cart-api with the shopper's session: what is ordered and what it costs.
 *
 * <p>Owns nothing and keeps nothing. When cart-api does not answer within the time-outs (1 s to connect, 4 s to answer)
 * reading fails, and the HTTP API says "temporarily unavailable"; emptying is best effort.
 */
@NullMarked
package shop.checkout.cart;

import org.jspecify.annotations.NullMarked;
