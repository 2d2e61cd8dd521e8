/**
 * The mechanism that carries events between services without losing one: outbox, relay, inbox, dead letters.
 *
 * <p>Knows no domain word. A service writes an event with {@link shop.messaging.Outbox} in the transaction of the change
 * it tells of; the relay publishes it to Kafka at least once; a consumer receives batches through
 * {@link shop.messaging.Inbox}, which lets each event take effect once.
 *
 * <p>Tables: {@code outbox}, {@code inbox}, {@code dead_letters}; their DDL is under {@code db/messaging} and copied into
 * a service's migrations.
 */
@NullMarked
package shop.messaging;

import org.jspecify.annotations.NullMarked;
