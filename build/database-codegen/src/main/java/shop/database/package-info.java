/** Build-time only: hands jOOQ's code generator a real PostgreSQL on which a service's Flyway migrations have just run. */
@NullMarked
package shop.database;

import org.jspecify.annotations.NullMarked;
