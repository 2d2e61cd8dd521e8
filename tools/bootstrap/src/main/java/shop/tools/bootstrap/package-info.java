/**
 * What {@code ./shop} does before anything is built: {@link shop.tools.bootstrap.Bootstrap} runs from source, so this package
 * uses the JDK and nothing else.
 */
@NullMarked
package shop.tools.bootstrap;

import org.jspecify.annotations.NullMarked;
