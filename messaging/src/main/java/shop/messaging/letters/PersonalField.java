package shop.messaging.letters;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A field of an event's payload that is about a person.
 *
 * @param personField the field that says which person
 * @param replacement what takes its place when the person's data is erased; the event can still be decoded with it
 */
public record PersonalField(String consumer, String type, String personField, String field, Object replacement) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Whom the payload is about; empty if nobody can say. */
    Optional<UUID> person(byte @Nullable [] payload) {
        try {
            return payload == null
                    ? Optional.empty()
                    : JSON.readTree(payload).path(personField).asStringOpt().map(UUID::fromString);
        } catch (JacksonException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The payload without what it says about the person; {@code null} if nobody can say which part of it that is. */
    byte @Nullable [] erased(byte @Nullable [] payload, UUID person) {
        if (payload == null || person(payload).filter(person::equals).isEmpty()) {
            return null;
        }
        if (JSON.readTree(payload) instanceof ObjectNode event) {
            if (event.has(field)) {
                event.set(field, JSON.valueToTree(replacement));
            }
            return JSON.writeValueAsBytes(event);
        }
        return null;
    }
}
