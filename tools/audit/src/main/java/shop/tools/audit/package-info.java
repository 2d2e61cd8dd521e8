/**
 * Proves the shop's invariants on everything that ever happened in a stack ({@code ./shop audit}).
 *
 * <p>Reading and judging are apart: {@link shop.tools.audit.TableReader} and {@link shop.tools.audit.TopicReader} read every
 * service's tables and every record of every topic into a {@link shop.tools.audit.History}; each
 * {@link shop.tools.audit.Invariant} judges a history and knows no database.
 *
 * <p>{@link shop.tools.audit.Watch} does the same all the time: {@link shop.tools.audit.ShopTail} reads what is new, {@link
 * shop.tools.audit.OrderLookup} the tables' rows of those orders that have come to rest.
 *
 * <p><b>Boundary:</b> it knows a stack by a {@link shop.tools.audit.StackAddress} and no more, local or not, and reads its
 * databases as a role that cannot write. The audit of a quiet shop holds the whole history in
 * memory (about a kilobyte per order).
 */
@NullMarked
package shop.tools.audit;

import org.jspecify.annotations.NullMarked;
