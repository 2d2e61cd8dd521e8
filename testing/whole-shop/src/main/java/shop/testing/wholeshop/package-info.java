/**
 * A whole shop of real processes for tests, started through the {@code ./shop} script as people do.
 *
 * <p><b>Boundary:</b> it knows the script and what a stack says of itself, and no service.
 */
@NullMarked
package shop.testing.wholeshop;

import org.jspecify.annotations.NullMarked;
