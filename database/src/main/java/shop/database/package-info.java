/**
 * How every service uses its database: what a failure of it means, and the settings that all share ({@code
 * META-INF/service-defaults.yaml}). A service names its database in {@code shop.database.name}; the names of its roles follow.
 *
 * <p>Knows no table, no feature and no way to ask a database: a service brings its driver and jOOQ itself. Owns no table and
 * no topic.
 */
@NullMarked
package shop.database;

import org.jspecify.annotations.NullMarked;
