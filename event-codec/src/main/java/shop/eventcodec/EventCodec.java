package shop.eventcodec;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import shop.strictjson.StrictJson;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events as JSON. Unknown fields are ignored, so that a producer may add optional ones; a value of the wrong JSON type is
 * refused rather than bent into shape (see {@link StrictJson}).
 *
 * <p>Safe for use by several threads.
 */
public final class EventCodec {

    private final JsonMapper mapper = StrictJson.configure(JsonMapper.builder())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    /** The JSON of an event; a field that is {@code null} is left out. */
    public String encode(Object event) {
        return mapper.writeValueAsString(event);
    }

    /** Decides what a record holds. Whoever reads topics reads them with this, so that all refuse the same records. */
    public <E> DecodedRecord<E> decode(Topic<E> topic, ConsumerRecord<?, byte[]> record) {
        UUID id = null;
        try {
            id = EventHeaders.id(record.headers());
            String type = EventHeaders.type(record.headers());
            Optional<E> event = decode(topic, type, record.value());
            return event.isPresent()
                    ? new DecodedRecord.Known<>(id, event.get())
                    : new DecodedRecord.UnknownType<>(id, String.valueOf(type));
        } catch (MalformedEventException e) {
            return new DecodedRecord.Malformed<>(id, e);
        }
    }

    /**
     * As {@link #decode(Topic, ConsumerRecord)}, for an event that does not come as a Kafka record, such as a row of an
     * outbox.
     *
     * @return empty if the topic does not know the type: an event of a later release, to be skipped
     * @throws MalformedEventException if the payload is not what the type demands
     */
    public <E> Optional<E> decode(Topic<E> topic, @Nullable String type, byte @Nullable [] payload) {
        if (type == null) {
            throw new MalformedEventException("The record has no ce_type header", null);
        }
        Class<? extends E> javaType = topic.types().get(type);
        if (javaType == null) {
            return Optional.empty();
        }
        if (payload == null) {
            throw new MalformedEventException(type + " has no payload", null);
        }
        try {
            E event = mapper.readValue(payload, javaType);
            if (event == null) {
                throw new MalformedEventException(type + " is the JSON null", null);
            }
            return Optional.of(event);
        } catch (JacksonException e) {
            throw new MalformedEventException(
                    type + " cannot be read: " + e.getClass().getSimpleName() + " at " + e.getPathReference(), e);
        }
    }
}
