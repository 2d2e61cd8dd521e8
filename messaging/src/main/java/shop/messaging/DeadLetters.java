package shop.messaging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.eventcodec.EventHeaders;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records that can never be processed as they are. Each is stored whole, with the reason, in the consumer's own database.
 *
 * <p>Storing the same record again changes nothing.
 */
class DeadLetters {

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private static final int LONGEST_ERROR = 10_000;

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
    boolean store(String consumer, ConsumerRecord<String, byte[]> record, @Nullable UUID eventId, Throwable reason) {
        int stored = database.execute(
                STORE,
                consumer,
                record.topic(),
                record.partition(),
                record.offset(),
                eventId,
                storable(EventHeaders.type(record.headers())),
                storable(record.key()),
                json.writeValueAsString(headers(record)),
                record.value(),
                storable(stackTrace(reason)));
        // Messages of exceptions may quote the record, and with it personal data: they stay in the table.
        log.error(
                "Dead letter: {} could not process {}-{}@{}, event {}: {}. It is kept in dead_letters with the whole"
                        + " error; its neighbours go on.",
                consumer,
                record.topic(),
                record.partition(),
                record.offset(),
                eventId,
                kindsOf(reason));
        return stored == 1;
    }

    private static String stackTrace(Throwable reason) {
        var text = new StringWriter();
        reason.printStackTrace(new PrintWriter(text));
        return text.getBuffer().substring(0, Math.min(text.getBuffer().length(), LONGEST_ERROR));
    }

    private static String kindsOf(Throwable reason) {
        var kinds = new StringJoiner(", caused by ");
        for (@Nullable Throwable cause = reason; cause != null; cause = cause.getCause()) {
            kinds.add(cause.getClass().getName());
        }
        return kinds.toString();
    }

    /** PostgreSQL stores every character but NUL, and a record that contains one must be stored too. */
    private static @Nullable String storable(@Nullable String text) {
        return text == null ? null : text.replace('\u0000', '\uFFFD');
    }

    private static Map<String, @Nullable String> headers(ConsumerRecord<String, byte[]> record) {
        var headers = new LinkedHashMap<String, @Nullable String>();
        record.headers().forEach(header -> headers.put(storable(header.key()), storable(text(header.value()))));
        return headers;
    }

    private static @Nullable String text(byte @Nullable [] value) {
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }
}
