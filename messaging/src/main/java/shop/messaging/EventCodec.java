package shop.messaging;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * Events as JSON. Unknown fields are ignored, so that a producer may add optional ones; a value of the wrong JSON type is
 * refused rather than bent into shape.
 *
 * <p>Safe for use by several threads.
 */
public final class EventCodec {

    private final JsonMapper mapper = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .withCoercionConfig(
                    LogicalType.Textual,
                    textual -> textual.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .changeDefaultPropertyInclusion(inclusion ->
                    inclusion.withValueInclusion(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL))
            .build();

    String encode(Object event) {
        return mapper.writeValueAsString(event);
    }

    /**
     * @return empty if the topic does not know the type: an event of a later release, to be skipped
     * @throws MalformedEventException if the payload is not what the type demands
     */
    <E> Optional<E> decode(Topic<E> topic, @Nullable String type, byte @Nullable [] payload) {
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
