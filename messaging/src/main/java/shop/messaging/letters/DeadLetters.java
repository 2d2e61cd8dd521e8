package shop.messaging.letters;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import shop.eventcodec.EventHeaders;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stores records that could not be handled, and the later events of their keys, whole, in the consumer's own database.
 *
 * <p>Nothing is stored twice: neither a record whose event has an open letter or took effect already, nor one that stands at the
 * same place of the topic. All methods are called in a transaction and take effect with it. Safe for use by several threads.
 */
public class DeadLetters {

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private static final int LONGEST_ERROR = 10_000;

    /** In order, so that two transactions never wait for each other. */
    private static final String LOCK = """
            select consumer, key from waiting_keys
            where (consumer, key) in (select * from unnest(?::text[], ?::text[]))
            order by consumer, key
            for update
            """;

    private static final String STORE = """
            insert into dead_letters (consumer, topic, partition, "offset", event_id, type, key, headers, payload, error,
                                      kind, fingerprint, release, traceparent, digest)
            select ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?
            where not exists (select from inbox where event_id = ? and consumer = ?)
            on conflict do nothing
            """;

    private final JdbcClient database;
    private final @Nullable String release;
    private final JsonMapper json = new JsonMapper();

    /** @param release the version of the program, or {@code null} if it has none */
    public DeadLetters(JdbcClient database, @Nullable String release) {
        this.database = database;
        this.release = release;
    }

    /** An event from before the erasure of the person that it is about. */
    private static final String IS_ERASED =
            "select exists (select from erased_people where person = ? and erased_at >= ?::timestamptz)";

    /**
     * A record that is to be stored.
     *
     * @param eventId {@code null} if it has none that can be read
     * @param personal what its handler has declared to be about a person
     */
    public record Stored(
            String consumer,
            ConsumerRecord<String, byte[]> record,
            @Nullable UUID eventId,
            List<PersonalField> personal) {}

    /**
     * Takes the right to touch these keys until the end of the transaction.
     *
     * @return those of them that wait; what of the others is handled now takes the usual way
     */
    public Set<KeyOfConsumer> lock(Collection<KeyOfConsumer> keys) {
        return new HashSet<>(database.sql(LOCK)
                .param(new SqlArrayValue(
                        "text", keys.stream().map(KeyOfConsumer::consumer).toArray()))
                .param(new SqlArrayValue(
                        "text", keys.stream().map(KeyOfConsumer::key).toArray()))
                .query((row, _) -> new KeyOfConsumer(row.getString(1), row.getString(2)))
                .list());
    }

    /**
     * Stores a record whose handler failed. From now on, the events of its key wait.
     *
     * @return whether the record is new among the dead letters
     */
    public boolean bury(Stored poison, Throwable reason) {
        ConsumerRecord<String, byte[]> record = poison.record();
        // Also without a key: an erasure is before or behind it.
        lock(record.key() == null ? Set.of() : Set.of(new KeyOfConsumer(poison.consumer(), record.key())));
        String fingerprint = Fingerprint.of(EventHeaders.type(record.headers()), reason);
        boolean isNew = store(poison, "POISON", stackTrace(reason), fingerprint);
        if (!isNew) {
            log.warn("{} could not process {} again: {}", poison.consumer(), place(record), kindsOf(reason));
            return false;
        }
        // Messages of exceptions may quote the record, and with it personal data: they stay in the table.
        log.error(
                "Dead letter: {} could not process {}, event {}: {} (fingerprint {}). It is kept in dead_letters with the whole"
                        + " error. Later events of its key wait behind it; other keys go on.",
                poison.consumer(),
                place(record),
                poison.eventId(),
                kindsOf(reason),
                fingerprint);
        return true;
    }

    private static String place(ConsumerRecord<?, ?> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }

    /** Stores an event behind the open letters of its key, which the caller has locked. @return whether it is new */
    public boolean park(Stored event) {
        return store(event, "WAITING", "An earlier event of this key was a letter when this one came.", null);
    }

    private boolean store(Stored it, String kind, String error, @Nullable String fingerprint) {
        ConsumerRecord<String, byte[]> record = it.record();
        Optional<UUID> erased = erasedPerson(it);
        return database.sql(STORE)
                        .params(Arrays.asList(
                                it.consumer(),
                                record.topic(),
                                record.partition(),
                                record.offset(),
                                it.eventId(),
                                storable(EventHeaders.type(record.headers())),
                                record.key() == null ? null : KeyOfConsumer.stored(record.key()),
                                json.writeValueAsString(headers(record)),
                                payload(it, erased),
                                storable(
                                        erased.isPresent()
                                                ? error.lines()
                                                        .findFirst()
                                                        .orElse("")
                                                        .split(":", 2)[0]
                                                : error),
                                kind,
                                fingerprint,
                                release,
                                storable(EventHeaders.traceparent(record.headers())),
                                it.eventId() == null ? digest(record.value()) : null,
                                it.eventId(),
                                it.consumer()))
                        .update()
                == 1;
    }

    private Optional<UUID> erasedPerson(Stored it) {
        return it.personal().stream()
                .flatMap(field -> field.person(it.record().value()).stream())
                .filter(person -> database.sql(IS_ERASED)
                        .params(person, time(it).toString())
                        .query(Boolean.class)
                        .single())
                .findFirst();
    }

    private static byte @Nullable [] payload(Stored it, Optional<UUID> erased) {
        byte @Nullable [] payload = it.record().value();
        if (erased.isPresent()) {
            for (PersonalField field : it.personal()) {
                payload = field.erased(payload, erased.get());
            }
        }
        return payload;
    }

    /** When the event happened; of an id that does not say so, when the record was written. */
    private static Instant time(Stored it) {
        return it.eventId() != null && it.eventId().version() == 7
                ? Instant.ofEpochMilli(it.eventId().getMostSignificantBits() >>> 16)
                : Instant.ofEpochMilli(Math.max(0, it.record().timestamp()));
    }

    private static String digest(byte @Nullable [] payload) {
        return payload == null ? "none" : Fingerprint.sha256Hex(payload);
    }

    static String stackTrace(Throwable reason) {
        var text = new StringWriter();
        reason.printStackTrace(new PrintWriter(text));
        return text.getBuffer().substring(0, Math.min(text.getBuffer().length(), LONGEST_ERROR));
    }

    static String kindsOf(Throwable reason) {
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
        record.headers().forEach(header -> headers.put(storable(header.key()), text(header.value())));
        return headers;
    }

    private static @Nullable String text(byte @Nullable [] value) {
        return value == null ? null : storable(new String(value, StandardCharsets.UTF_8));
    }
}
