/**
 * Starts, watches and stops the stack of this machine: the verbs {@code up}, {@code down}, {@code status} and {@code logs} for
 * the whole of it, {@code restart}, {@code stop} and {@code env} for one component. The work itself is done by the supervisor's
 * process, in {@link shop.tools.launcher.supervision}.
 */
@NullMarked
package shop.tools.launcher;

import org.jspecify.annotations.NullMarked;
