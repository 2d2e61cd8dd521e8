/**
 * Starts, watches and stops the stack of this machine: the verbs {@code up}, {@code down}, {@code status}, {@code logs},
 * {@code restart}, {@code stop} and {@code env}. The work itself is done by the supervisor's process, in {@link shop.tools.launcher.supervision}.
 */
@NullMarked
package shop.tools.launcher;

import org.jspecify.annotations.NullMarked;
