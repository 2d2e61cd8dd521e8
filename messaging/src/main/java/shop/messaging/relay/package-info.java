/**
 * Publishes the rows of the outbox to Kafka: reads them from the write-ahead log with Debezium's connector, sends
 * them, and confirms to PostgreSQL what the broker has acknowledged.
 *
 * <p>Invariants: the replication slot is the only position; it is confirmed up to a record only after that record and all
 * before it were acknowledged; when a slot is missing or lost, all retained rows are published again; what the log does not show is
 * found by comparing the table with the acknowledgements, and published; at most one instance reads a slot. Reads the table {@code outbox} through the publication {@code outbox},
 * writes the topics {@code <aggregatetype>.events}. Nobody else produces to Kafka.
 */
@NullMarked
package shop.messaging.relay;

import org.jspecify.annotations.NullMarked;
