/** Counts the stock a second time, from deliveries and published events, to prove the tables right or to name what is wrong. */
@NullMarked
package shop.inventory.books;

import org.jspecify.annotations.NullMarked;
