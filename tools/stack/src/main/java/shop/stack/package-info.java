/**
 * The whole shop on one machine, as one command: {@code ./shop} and its verbs.
 *
 * <p>{@link shop.stack.Shop} is where the script hands over to. What a running stack looks like is written down in one
 * file, {@link shop.stack.StackState}; every verb but {@code up} starts from it, through {@link shop.stack.RunningStack}.
 * Only the supervisor writes that file.
 */
@NullMarked
package shop.stack;

import org.jspecify.annotations.NullMarked;
