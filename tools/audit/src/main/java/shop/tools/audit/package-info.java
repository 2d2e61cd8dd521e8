/**
 * Proves the shop's invariants on everything that ever happened in a stack ({@code ./shop audit}).
 *
 * <p>Reading and judging are apart: {@link shop.tools.audit.Databases} and {@link shop.tools.audit.Topics} read every
 * service's tables and every record of every topic into a {@link shop.tools.audit.History}; each
 * {@link shop.tools.audit.Invariant} judges a history and knows no database. It writes nothing.
 *
 * <p><b>Boundary:</b> a tool for the local stack: it connects as superuser and holds the whole history in memory (about a
 * kilobyte per order).
 */
@NullMarked
package shop.tools.audit;

import org.jspecify.annotations.NullMarked;
