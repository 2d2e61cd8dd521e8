/**
 * One JVM that runs the services of a stack on this machine.
 *
 * <p>{@link shop.tools.host.Host} takes orders from the launcher: start a service, stop it. Every service gets a class loader
 * and a Spring context of its own and knows nothing of the others. They share the libraries, so that the JVM loads, compiles and
 * warms up one copy of them. What static fields of libraries and of the JDK would carry from one service to another is kept
 * apart here: environment, system properties, logs, log levels.
 */
@NullMarked
package shop.tools.host;

import org.jspecify.annotations.NullMarked;
