package shop.eventcodec;

import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * A Kafka topic and the events on it: which Java type stands for which type name on the wire, and what the key is.
 *
 * @param aggregateType the topic's name without {@code .events}; the {@code aggregatetype} of outbox rows
 * @param types every known event type of the topic by its name on the wire
 * @param aggregateId the aggregate an event belongs to: Kafka key and unit of ordering
 */
public record Topic<E>(
        String aggregateType, Map<String, Class<? extends E>> types, Function<? super E, UUID> aggregateId) {

    public Topic {
        types = Map.copyOf(types);
    }

    public String name() {
        return nameOf(aggregateType);
    }

    /** The topic that carries the events of an aggregate type. */
    public static String nameOf(String aggregateType) {
        return aggregateType + ".events";
    }

    /** @throws IllegalArgumentException if the event's class is none of {@link #types()} */
    public String typeOf(E event) {
        return types.entrySet().stream()
                .filter(entry -> entry.getValue() == event.getClass())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(event.getClass() + " is not an event of " + name()));
    }
}
