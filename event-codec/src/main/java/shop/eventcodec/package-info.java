/**
 * The wire format of events, once for every reader and writer: services by way of messaging, the audit, tools.
 *
 * <p>Start in {@link shop.eventcodec.EventCodec}. An event is the JSON value of a Kafka record, its CloudEvents attributes
 * are the record's headers, and a {@link shop.eventcodec.Topic} says which types are on it.
 *
 * <p><b>Boundary:</b> no Spring, no database and no domain word; which topics the shop has is said elsewhere.
 */
@NullMarked
package shop.eventcodec;

import org.jspecify.annotations.NullMarked;
