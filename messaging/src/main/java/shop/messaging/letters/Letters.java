package shop.messaging.letters;

import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import shop.messaging.letters.Letter.Kind;
import shop.messaging.letters.Letter.State;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The dead letters as operators see and resolve them.
 *
 * <p>Methods that change something are called in a transaction that has locked the letter's key ({@link #lock}), and take effect
 * with it. Safe for use by several threads.
 */
public class Letters {

    private static final String COLUMNS = """
            select id, consumer, topic, partition, "offset", event_id, type, key, headers, kind, state, fingerprint, release,
                   traceparent, split_part(split_part(error, chr(10), 1), ':', 1) as error_class, attempts, last_attempt_at, last_error, edited_payload is not null as edited, version, died_at,
                   resolved_at, resolved_by, reason
            from dead_letters
            """;

    /** A key belongs to the failure of its first letter: that one has to be resolved before the others can be. */
    private static final String GROUPS = """
            select first.consumer, first.fingerprint, first.type, split_part(split_part(first.error, chr(10), 1), ':', 1) as error,
                   count(*) as keys, sum(first.letters) as letters, min(first.died_at) as oldest,
                   count(*) filter (where first.unanswered) as unanswered,
                   (array_agg(first.key order by first.died_at, first.id) filter (where first.key is not null))[1:20] as oldest_keys
            from (
                select distinct on (consumer, coalesce(key, id::text)) *,
                       count(*) over (partition by consumer, coalesce(key, id::text)) as letters,
                       bool_or(consumer || ' ' || type = any(?::text[])) over (partition by consumer, coalesce(key, id::text)) as unanswered
                from dead_letters where state = 'OPEN'
                order by consumer, coalesce(key, id::text), id
            ) first
            group by 1, 2, 3, 4
            order by oldest
            limit ?
            """;

    private static final String WAITING = """
            select consumer, count(*) as letters, count(distinct key) as keys, min(died_at) as oldest,
                   count(distinct key) filter (where consumer || ' ' || type = any(?::text[])) as unanswered
            from dead_letters where state = 'OPEN' group by consumer
            """;

    private static final String RESOLVE = """
            update dead_letters
            set state = ?, resolved_at = clock_timestamp(), resolved_by = ?, reason = ?, version = version + 1
            where id = ? and state = 'OPEN'
            """;

    private final JdbcClient database;
    private final JsonMapper json = new JsonMapper();

    public Letters(JdbcClient database) {
        this.database = database;
    }

    /** Open letters with one cause, at one consumer. @param error the class of what the first one failed with; its message may quote the record */
    public record Group(
            String consumer,
            @Nullable String fingerprint,
            @Nullable String type,
            String error,
            long keys,
            long letters,
            Instant oldest,
            long unanswered,
            List<String> oldestKeys) {}

    /** What waits at one consumer. @param unanswered keys with an event that somebody waits for an answer to */
    public record Waiting(String consumer, long letters, long keys, long unanswered, Instant oldest) {}

    /** @param jobId the redrive that has claimed the key */
    public record Blocked(
            KeyOfConsumer key,
            int letters,
            Instant since,
            @Nullable UUID jobId) {}

    /**
     * The groups that have waited longest.
     *
     * @param answered as in {@link #waiting}
     */
    public List<Group> groups(Set<String> answered, int atMost) {
        return database.sql(GROUPS)
                .param(new SqlArrayValue("text", answered.toArray()))
                .param(atMost)
                .query((row, _) -> new Group(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getLong(5),
                        row.getLong(6),
                        instant(row, "oldest"),
                        row.getLong("unanswered"),
                        texts(row.getArray("oldest_keys"))))
                .list();
    }

    private static List<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    /** @param answered consumer and type of the events that somebody waits for an answer to, with a blank between them */
    public List<Waiting> waiting(Set<String> answered) {
        return database.sql(WAITING)
                .param(new SqlArrayValue("text", answered.toArray()))
                .query((row, _) -> new Waiting(
                        row.getString("consumer"),
                        row.getLong("letters"),
                        row.getLong("keys"),
                        row.getLong("unanswered"),
                        instant(row, "oldest")))
                .list();
    }

    /** The keys that have waited longest. */
    public List<Blocked> blocked(int atMost) {
        return database.sql(
                        "select consumer, key, letters, blocked_at, job_id from waiting_keys order by blocked_at limit ?")
                .param(atMost)
                .query((row, _) -> blocked(row))
                .list();
    }

    public Optional<Blocked> blocked(KeyOfConsumer key) {
        return blocked(key, "");
    }

    /** As {@link #blocked(KeyOfConsumer)}, and takes the right to touch the key until the end of the transaction. */
    public Optional<Blocked> lock(KeyOfConsumer key) {
        return blocked(key, "for update");
    }

    private Optional<Blocked> blocked(KeyOfConsumer key, String lock) {
        return database.sql("select consumer, key, letters, blocked_at, job_id from waiting_keys"
                        + " where consumer = ? and key = ? " + lock)
                .params(key.consumer(), key.key())
                .query((row, _) -> blocked(row))
                .optional();
    }

    private static Blocked blocked(ResultSet row) throws SQLException {
        return new Blocked(
                new KeyOfConsumer(row.getString("consumer"), row.getString("key")),
                row.getInt("letters"),
                instant(row, "blocked_at"),
                row.getObject("job_id", UUID.class));
    }

    /** All letters of a key, also resolved ones, in the order of arrival. */
    public List<Letter> of(KeyOfConsumer key) {
        return database.sql(COLUMNS + "where consumer = ? and key = ? order by id")
                .params(key.consumer(), key.key())
                .query((row, _) -> letter(row))
                .list();
    }

    /** All letters of a key at every consumer of this database. */
    public List<Letter> ofKey(String key) {
        return database.sql(COLUMNS + "where key = ? order by id")
                .param(key)
                .query((row, _) -> letter(row))
                .list();
    }

    public Optional<Letter> find(long id) {
        return database.sql(COLUMNS + "where id = ?")
                .param(id)
                .query((row, _) -> letter(row))
                .optional();
    }

    /** The letter that has to be resolved first. */
    public Optional<Letter> first(KeyOfConsumer key) {
        return database.sql(COLUMNS + "where consumer = ? and key = ? and state = 'OPEN' order by id limit 1")
                .params(key.consumer(), key.key())
                .query((row, _) -> letter(row))
                .optional();
    }

    /** An open letter without a key. The row itself is the right to touch it, which is taken until the end of the transaction. */
    public Optional<Letter> lockWithoutKey(long id) {
        return database.sql(COLUMNS + "where id = ? and key is null and state = 'OPEN' for update")
                .param(id)
                .query((row, _) -> letter(row))
                .optional();
    }

    /** What may hold personal data: the bytes of the record, the edited ones, and what the handler said. */
    public Payload payload(long id) {
        return database.sql("select payload, edited_payload, error from dead_letters where id = ?")
                .param(id)
                .query((row, _) -> new Payload(row.getBytes(1), row.getBytes(2), row.getString(3)))
                .single();
    }

    /**
     * @param original {@code null} if the record had none, or it was removed
     * @param error with the stack trace
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    public record Payload(byte @Nullable [] original, byte @Nullable [] edited, String error) {

        /** What a redrive gives to the handler. */
        public byte @Nullable [] inForce() {
            return edited == null ? original : edited;
        }
    }

    /** The record as it came, with the payload that is in force. */
    public ConsumerRecord<String, byte[]> record(Letter letter) {
        var record = new ConsumerRecord<String, byte[]>(
                letter.topic(),
                letter.partition(),
                letter.offset(),
                letter.key(),
                payload(letter.id()).inForce());
        letter.headers()
                .forEach((name, value) ->
                        record.headers().add(name, value == null ? null : value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    /** @return whether the letter is still open and has this version */
    public boolean edit(long id, int version, byte[] payload) {
        return database.sql("update dead_letters set edited_payload = ?, version = version + 1"
                                + " where id = ? and version = ? and state = 'OPEN'")
                        .params(payload, id, version)
                        .update()
                == 1;
    }

    public void resolve(long id, State state, String by, @Nullable String reason) {
        int changed = database.sql(RESOLVE)
                .params(Arrays.asList(state.name(), by, reason, id))
                .update();
        if (changed != 1) {
            throw new IllegalStateException("Letter " + id + " is not open");
        }
    }

    /**
     * The event is never to take effect, however often it comes again.
     *
     * @return whether it had not taken effect before
     */
    public boolean neverHandle(Letter letter) {
        return letter.eventId() == null
                || database.sql("insert into inbox (event_id, consumer) values (?, ?) on conflict do nothing")
                                .params(letter.eventId(), letter.consumer())
                                .update()
                        == 1;
    }

    /**
     * Removes what may be personal data from letters that were resolved long ago. Who resolved them, when and why stays.
     *
     * @return how many letters
     */
    int forgetPayloads(Duration after) {
        return database.sql("""
                        update dead_letters
                        set payload = null, edited_payload = null, error = split_part(split_part(error, chr(10), 1), ':', 1)
                        where resolved_at < clock_timestamp() - make_interval(secs => ?)
                          and (payload is not null or edited_payload is not null)
                        """).param(after.toSeconds()).update();
    }

    /**
     * Begins the erasure of a person: takes the right to touch any key until the end of the transaction, which has locked nothing else so
     * far. Whoever stores a letter later finds the person marked; whoever did so before is through.
     */
    public void eraseFromNowOn(UUID person) {
        database.sql("lock table waiting_keys in exclusive mode").update();
        database.sql("""
                        insert into erased_people (person, erased_at) values (?, clock_timestamp())
                        on conflict (person) do update set erased_at = excluded.erased_at
                        """).param(person).update();
        // A requested payload has not taken effect, and nobody loses anything but the work of writing it again.
        database.sql("""
                        update letter_changes
                        set payload = null, state = 'WITHDRAWN', decided_by = 'erasure', decided_at = clock_timestamp()
                        where state = 'REQUESTED' and position(?::bytea in payload) > 0
                        """).param(bytes(person.toString())).update();
    }

    /**
     * Replaces what a field of payloads says about a person, in letters of any state, and removes the messages of their errors. A
     * payload that names the person and is no JSON object is removed. Called behind {@link #eraseFromNowOn}.
     *
     * @return how many letters named the person
     */
    public int erase(UUID person, PersonalField field) {
        List<Long> ids = database.sql("""
                        select id from dead_letters
                        where consumer = ? and type = ?
                          and (position(?::bytea in payload) > 0 or position(?::bytea in edited_payload) > 0)
                        order by id for update
                        """)
                .params(field.consumer(), field.type(), bytes(person.toString()), bytes(person.toString()))
                .query(Long.class)
                .list();
        for (long id : ids) {
            Payload before = payload(id);
            database.sql("""
                            update dead_letters
                            set payload = ?, edited_payload = ?, error = split_part(split_part(error, chr(10), 1), ':', 1),
                                version = version + 1
                            where id = ?
                            """)
                    .params(Arrays.asList(
                            field.erased(before.original(), person), field.erased(before.edited(), person), id))
                    .update();
        }
        return ids.size();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A redrive of the letter failed. */
    public void failed(long id, Throwable failure) {
        database.sql(
                        "update dead_letters set attempts = attempts + 1, last_attempt_at = clock_timestamp(), last_error = ?"
                                + " where id = ?")
                .params(DeadLetters.kindsOf(failure), id)
                .update();
    }

    private Letter letter(ResultSet row) throws SQLException {
        return new Letter(
                row.getLong("id"),
                row.getString("consumer"),
                row.getString("topic"),
                row.getInt("partition"),
                row.getLong("offset"),
                row.getObject("event_id", UUID.class),
                row.getString("type"),
                row.getString("key"),
                headers(row.getString("headers")),
                Kind.valueOf(row.getString("kind")),
                State.valueOf(row.getString("state")),
                row.getString("fingerprint"),
                row.getString("release"),
                row.getString("traceparent"),
                row.getString("error_class"),
                row.getInt("attempts"),
                nullable(row, "last_attempt_at"),
                row.getString("last_error"),
                row.getBoolean("edited"),
                row.getInt("version"),
                instant(row, "died_at"),
                nullable(row, "resolved_at"),
                row.getString("resolved_by"),
                row.getString("reason"));
    }

    private Map<String, @Nullable String> headers(String text) {
        return json.readValue(text, new TypeReference<LinkedHashMap<String, @Nullable String>>() {});
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant nullable(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
