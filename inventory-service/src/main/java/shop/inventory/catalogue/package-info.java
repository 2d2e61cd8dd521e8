/**
 * What the shop sells and at which price.
 *
 * <p>Owns {@code products}; a product's number of available units is read from {@code stock} in the same query. Reading
 * is quick and never cached here; it is public, through the storefront. Changing is for callers inside the cluster.
 */
@NullMarked
package shop.inventory.catalogue;

import org.jspecify.annotations.NullMarked;
