/**
 * What runs where in a stack on this machine, for every tool that looks at one or uses it.
 *
 * <p>A running stack is written down in one file, {@link shop.tools.stack.StackState}; a tool finds it through
 * {@link shop.tools.stack.RunningStack}. Only the launcher writes that file.
 */
@NullMarked
package shop.tools.stack;

import org.jspecify.annotations.NullMarked;
