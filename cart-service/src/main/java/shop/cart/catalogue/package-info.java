/**
 * What the cart needs to know of products, asked of inventory-api with one call for all SKUs of a cart.
 *
 * <p>A price or a stock level shown is at most a second old. When inventory does not answer within the time-outs (1 s to
 * connect, 2 s to answer), products it told in the last five minutes come from the cache; for any other product the call fails,
 * and the HTTP API says "temporarily unavailable".
 */
@NullMarked
package shop.cart.catalogue;

import org.jspecify.annotations.NullMarked;
