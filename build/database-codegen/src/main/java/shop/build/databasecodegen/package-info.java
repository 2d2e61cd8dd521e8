/**
 * Build-time only: hands jOOQ's code generator a real PostgreSQL on which the Flyway migrations of a service have just run,
 * and spares it the work where nothing has changed.
 */
@NullMarked
package shop.build.databasecodegen;

import org.jspecify.annotations.NullMarked;
