package shop.messaging;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records that can never be processed as they are, kept whole in the consumer's own database together with the reason.
 *
 * <p>Storing the same record again changes nothing.
 */
class DeadLetters {

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private static final String STORE = """
            insert into dead_letters (consumer, topic, partition, "offset", event_id, type, key, headers, payload, error)
            values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
            on conflict on constraint dead_letters_record_uk do nothing
            """;

    private final DSLContext database;
    private final JsonMapper json = new JsonMapper();

    DeadLetters(DSLContext database) {
        this.database = database;
    }

    /** @return whether the record is new among the dead letters */
    boolean store(
            String consumer, ConsumerRecord<String, byte[]> record, @Nullable UUID eventId, RuntimeException reason) {
        int stored = database.execute(
                STORE,
                consumer,
                record.topic(),
                record.partition(),
                record.offset(),
                eventId,
                EventHeaders.type(record),
                record.key(),
                json.writeValueAsString(headers(record)),
                record.value(),
                reason.toString());
        log.error(
                "Dead letter: {} could not process {}-{}@{}. It is kept in dead_letters; its neighbours go on.",
                consumer,
                record.topic(),
                record.partition(),
                record.offset(),
                reason);
        return stored == 1;
    }

    private static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
        var headers = new LinkedHashMap<String, String>();
        record.headers()
                .forEach(header -> headers.put(
                        header.key(),
                        header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }
}
