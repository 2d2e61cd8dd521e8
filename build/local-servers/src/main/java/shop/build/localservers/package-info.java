/**
 * Real PostgreSQL and real Kafka as child processes of this JVM: no Docker, nothing installed by hand.
 *
 * <p>The binaries come from Maven Central. The local stack runs them with data that stays, the tests with data that
 * goes, code generation with a database that lives for seconds. Settings that bear on durability are those of
 * production: what is true here about a crash is true there.
 */
@NullMarked
package shop.build.localservers;

import org.jspecify.annotations.NullMarked;
