/**
 * What a Kafka Connect worker needs beside Debezium's connector to publish the outbox as the relay does.
 *
 * <p>One transformation. It runs in other people's workers, so it is compiled for Java 17 and needs nothing but Connect's API.
 */
@NullMarked
package shop.connect;

import org.jspecify.annotations.NullMarked;
