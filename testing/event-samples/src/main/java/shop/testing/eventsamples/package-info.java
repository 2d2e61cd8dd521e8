/**
 * Samples of events for the tests of everything that reads them: the JSON Schemas, the codec, the inbox, the audit.
 *
 * <p>{@link shop.testing.eventsamples.EventSamples} makes them from the golden examples and the schemas of every release, so
 * a new event type has its samples without a line here. <b>Boundary:</b> files and JSON only; it shares no code with the
 * readers it tests, and names headers and fields as they are on the wire.
 */
@NullMarked
package shop.testing.eventsamples;

import org.jspecify.annotations.NullMarked;
