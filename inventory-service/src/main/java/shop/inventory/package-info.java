/** The inventory service. One package per feature; {@code catalogue} and {@code reservation} rest on {@code stock}. */
@NullMarked
package shop.inventory;

import org.jspecify.annotations.NullMarked;
