/**
 * What the shop sells and at which price.
 *
 * <p>Owns {@code products}; a product's number of available units is read from {@code stock} in the same query. Reading
 * is quick and never cached: cart and checkout state to shoppers what this package says. Reading is public (through the
 * storefront), changing is for callers inside the cluster.
 */
@NullMarked
package shop.inventory.catalogue;

import org.jspecify.annotations.NullMarked;
