/**
 * Keeps the processes of a stack running: a {@link shop.tools.launcher.supervision.Supervisor} starts and stops them in order,
 * with a {@link shop.tools.launcher.supervision.ProcessSupervisor} for each {@link shop.tools.launcher.supervision.Part}.
 *
 * <p>A stack has one supervisor: it holds a lock on the folder for as long as it lives, and it alone writes the state
 * file. A part that dies is started again after a pause that doubles; the supervisor never gives up on a part that has
 * been healthy once. If the supervisor itself is killed its parts go on running, and the next start finds and stops them.
 */
@NullMarked
package shop.tools.launcher.supervision;

import org.jspecify.annotations.NullMarked;
