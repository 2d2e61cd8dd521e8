/**
 * What the cart needs to know of products, asked of inventory-api with one call for all SKUs of a cart.
 *
 * <p>A price or a stock level shown is at most a second old. When inventory does not answer within the time-outs (1 s to
 * connect, 2 s to answer), what it said in the last five minutes is good enough; for anything else the call fails, and the
 * HTTP API says "temporarily unavailable".
 */
@NullMarked
package shop.cart.catalogue;

import org.jspecify.annotations.NullMarked;
