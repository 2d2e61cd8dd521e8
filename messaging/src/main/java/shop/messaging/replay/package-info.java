/**
 * Builds a projection again from its topics: a plan, a shadow beside the table that is in use, a comparison, and the change of places,
 * which can be undone for a day. See ADR 0039.
 */
@NullMarked
package shop.messaging.replay;

import org.jspecify.annotations.NullMarked;
