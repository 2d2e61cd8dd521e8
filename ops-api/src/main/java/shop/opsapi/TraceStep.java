package shop.opsapi;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an aggregate in one service.
 *
 * @param at when, as the service has it in its database
 * @param kind what, for programs, such as {@code OUTBOX}; a kind never changes its meaning
 * @param text what, in a sentence for people
 * @param eventId the event that was written or handled, if one was
 * @param traceId where the request or event that did it is found in the traces, if it was traced
 * @param details what else a program may want to know, written as JSON
 */
public record TraceStep(
        Instant at,
        String kind,
        String text,
        @Nullable String eventId,
        @Nullable String traceId,
        Map<String, Object> details) {

    /** A step that no event tells of. */
    public static TraceStep of(Instant at, String kind, String text, Map<String, Object> details) {
        return new TraceStep(at, kind, text, null, null, details);
    }

    /** @return the trace id in a W3C {@code traceparent}, null if there is none */
    public static @Nullable String traceIdOf(@Nullable String traceparent) {
        String[] parts = traceparent == null ? new String[0] : traceparent.split("-", 4);
        return parts.length == 4 ? parts[1] : null;
    }
}
