/**
 * The mechanism that carries events between services without losing one: outbox, relay, inbox, dead letters.
 *
 * <p>Knows no domain word. A service writes an event with {@link shop.messaging.Outbox} in the transaction of the change
 * it tells of; the relay publishes it to Kafka at least once; a consumer receives batches through
 * {@link shop.messaging.Inbox}, which lets each event take effect once.
 *
 * <p>Tables: {@code outbox}, {@code inbox}, {@code dead_letters}. Their migrations are Flyway locations of this module, which
 * a service names before its own: {@code classpath:db/messaging/outbox}, and {@code classpath:db/messaging/inbox} if it reads
 * a topic. The versions 1 to 9 are this module's, those from 10 on the service's; what one of them makes, the other never
 * changes, so that they may run in any order.
 */
@NullMarked
package shop.messaging;

import org.jspecify.annotations.NullMarked;
