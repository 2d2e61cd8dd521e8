package shop.messaging;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** The names of CloudEvents attributes as Kafka headers. Source: CloudEvents 1.0 Kafka binding, section 3.2. */
final class EventHeaders {

    static final String SPEC_VERSION = "ce_specversion";
    static final String ID = "ce_id";
    static final String SOURCE = "ce_source";
    static final String TYPE = "ce_type";
    static final String SUBJECT = "ce_subject";
    static final String TIME = "ce_time";
    static final String CONTENT_TYPE = "content-type";
    static final String TRACEPARENT = "traceparent";

    private EventHeaders() {}

    /** @throws MalformedEventException if there is no {@code ce_id} or it is no UUID */
    static UUID id(ConsumerRecord<String, byte[]> record) {
        String id = text(record, ID);
        if (id == null) {
            throw new MalformedEventException("The record has no ce_id header", null);
        }
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new MalformedEventException("ce_id is no UUID: " + id, e);
        }
    }

    static @Nullable String type(ConsumerRecord<String, byte[]> record) {
        return text(record, TYPE);
    }

    static @Nullable String traceparent(ConsumerRecord<String, byte[]> record) {
        return text(record, TRACEPARENT);
    }

    private static @Nullable String text(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
