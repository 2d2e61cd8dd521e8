/**
 * Test kit: one real PostgreSQL and one real Kafka broker per test JVM, made at first use and gone with the JVM; and an issuer of tokens.
 */
@NullMarked
package shop.testing.servers;

import org.jspecify.annotations.NullMarked;
