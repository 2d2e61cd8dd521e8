/** Build-time only: hands jOOQ's code generator a real PostgreSQL on which a service's Flyway migrations have just run. */
@NullMarked
package shop.build.databasecodegen;

import org.jspecify.annotations.NullMarked;
