package shop.eventcodec;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents attributes as Kafka headers: their names, and how they are read.
 *
 * <p>Source: CloudEvents 1.0 Kafka binding, section 3.2.
 */
public final class EventHeaders {

    public static final String SPEC_VERSION = "ce_specversion";
    public static final String ID = "ce_id";
    public static final String SOURCE = "ce_source";
    public static final String TYPE = "ce_type";
    public static final String SUBJECT = "ce_subject";
    public static final String TIME = "ce_time";
    public static final String CONTENT_TYPE = "content-type";
    public static final String TRACEPARENT = "traceparent";

    private EventHeaders() {}

    /** @throws MalformedEventException if there is no {@code ce_id} or it is no UUID */
    public static UUID id(Headers headers) {
        String id = text(headers, ID);
        if (id == null) {
            throw new MalformedEventException("The record has no ce_id header", null);
        }
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new MalformedEventException("ce_id is no UUID: " + id, e);
        }
    }

    public static @Nullable String type(Headers headers) {
        return text(headers, TYPE);
    }

    public static @Nullable String traceparent(Headers headers) {
        return text(headers, TRACEPARENT);
    }

    /** The time in a UUIDv7, which an event's id is by convention. @return null if the id is of another version */
    public static @Nullable Instant timeOf(UUID id) {
        return id.version() == 7 ? Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16) : null;
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
