/**
 * Lets a library bring the settings that all services that use it share: in {@code META-INF/service-defaults.yaml} of its jar.
 *
 * <p>Whatever a service says itself is stronger: its {@code application.yaml}, environment variables, arguments. No setting is
 * in two libraries. Knows none of the settings.
 */
@NullMarked
package shop.servicedefaults;

import org.jspecify.annotations.NullMarked;
