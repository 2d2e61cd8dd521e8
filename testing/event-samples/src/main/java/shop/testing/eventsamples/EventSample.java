package shop.testing.eventsamples;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic, as it could come from Kafka.
 *
 * @param id the header {@code ce_id}; {@code null} for none
 * @param type the header {@code ce_type}; {@code null} for none
 * @param payload the value; {@code null} for none
 * @param description for the name of a test
 */
public record EventSample(
        String topic, @Nullable String id, @Nullable String type, byte @Nullable [] payload, String description) {

    private static final String ID = "019a0000-0000-7000-8000-0000000000e1";

    EventSample(String topic, String type, byte @Nullable [] payload, String description) {
        this(topic, ID, type, payload, description);
    }

    EventSample withoutType() {
        return new EventSample(topic, id, null, payload, description);
    }

    EventSample withId(@Nullable String other) {
        return new EventSample(topic, other, type, payload, description);
    }

    /** As Kafka would deliver it. */
    public <K> ConsumerRecord<K, byte[]> record(K key, long offset) {
        var record = new ConsumerRecord<>(topic, 0, offset, key, payload);
        add(record, "ce_id", id);
        add(record, "ce_type", type);
        return record;
    }

    private static void add(ConsumerRecord<?, ?> record, String name, @Nullable String value) {
        if (value != null) {
            record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public String toString() {
        return description;
    }
}
