/**
 * {@code ./shop ops}: what operators do, against any stack. <b>Boundary:</b> it knows the services by the operators' API on their
 * management ports alone; it reads no database and no topic.
 *
 * <p>A verb is a command class of its own. {@link shop.tools.ops.Services} asks one service or all of them,
 * {@link shop.tools.ops.Conversation} prints, with the next command that helps. Nothing is changed without a reason.
 */
@NullMarked
package shop.tools.ops;

import org.jspecify.annotations.NullMarked;
