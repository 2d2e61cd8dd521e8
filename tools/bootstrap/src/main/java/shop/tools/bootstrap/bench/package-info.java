/**
 * What {@code ./shop bench} reads and calculates: the shop's own reports, Linux's {@code /proc}, and the figures of the rounds.
 * Runs from source like the package above, and knows nothing of it.
 */
@NullMarked
package shop.tools.bootstrap.bench;

import org.jspecify.annotations.NullMarked;
