package shop.tools.ops;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * Something that happened to an order in one service.
 *
 * @param event empty if no event was written or handled
 * @param trace empty if it was not traced
 */
record Step(String service, Instant at, String kind, String text, String event, String trace, JsonNode details) {

    static Step of(String service, Instant at, JsonNode step) {
        return new Step(
                service,
                at,
                step.path("kind").asString(""),
                step.path("text").asString(""),
                step.path("eventId").asString(""),
                step.path("traceId").asString(""),
                step.path("details"));
    }

    boolean is(String kind, String detail, String value) {
        return this.kind.equals(kind) && details.path(detail).asString("").equals(value);
    }
}
