/**
 * What the mechanism knows of one aggregate, for {@link shop.opsapi.AggregateTrace}: its events in the outbox, with whether they
 * are proven to be published, which events of others have taken effect here, and its dead letters. Reads only, and shows no payload.
 */
@NullMarked
package shop.messaging.trace;

import org.jspecify.annotations.NullMarked;
