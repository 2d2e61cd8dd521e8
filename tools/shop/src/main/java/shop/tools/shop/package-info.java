/** The command line {@code ./shop}: {@link shop.tools.shop.Shop} puts the verbs of the other tools together. */
@NullMarked
package shop.tools.shop;

import org.jspecify.annotations.NullMarked;
