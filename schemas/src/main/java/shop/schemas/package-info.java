/**
 * The published language of the order pipeline: the events that services send to each other on topics.
 *
 * <p>One sealed interface per topic, one record per event type. Pure Java: no framework, no other module. A record
 * refuses values that make no sense to any reader, so every event that exists is sound. Names on the wire are
 * stated as constants and never derived from Java names; JSON Schemas and examples lie under {@code /schemas}.
 *
 * <p>Within a version only optional fields are added (docs/ARCHITECTURE.md, "Event contract").
 */
@NullMarked
package shop.schemas;

import org.jspecify.annotations.NullMarked;
