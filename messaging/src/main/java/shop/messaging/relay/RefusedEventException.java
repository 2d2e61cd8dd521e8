package shop.messaging.relay;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import shop.eventcodec.Topic;

/** Kafka did not take an event. The message says which one, and the way on. */
final class RefusedEventException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final UUID event;

    RefusedEventException(OutboxRecord row, Exception reason) {
        super(message(row, reason), reason);
        event = row.id();
    }

    UUID event() {
        return event;
    }

    private static String message(OutboxRecord row, Exception reason) {
        String topic = Topic.nameOf(row.aggregateType());
        int bytes = row.payload().getBytes(StandardCharsets.UTF_8).length;
        return "Kafka did not take the event " + row.id() + " (" + row.type() + ", payload of " + bytes
                + " bytes) for the topic '" + topic + "': " + reason.getMessage() + " " + wayOn(topic, reason)
                + " Until then it and all later events wait.";
    }

    private static String wayOn(String topic, Exception reason) {
        return switch (reason) {
            case RecordTooLargeException _ ->
                "The limit is max.message.bytes of the topic, or message.max.bytes of the broker: kafka-configs.sh --alter"
                        + " --entity-type topics --entity-name " + topic + " --add-config max.message.bytes=…";
            case TimeoutException _ -> "Is the broker there, and does the topic exist? The deployment makes topics.";
            case AuthorizationException _ -> "The relay's user needs the right to write to the topic.";
            default -> "The broker's log may say more.";
        };
    }
}
