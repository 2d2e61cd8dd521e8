package shop.messaging.relay;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import shop.messaging.relay.Republication.Selection;
import shop.messaging.relay.Republication.State;

/**
 * Takes orders to publish events of the outbox again, for consumers that have lost or skipped them. The {@link Republisher} of
 * the process that reads the slot carries them out.
 *
 * <p>Only events are chosen that are published already: the others come by themselves, in their order. To publish an event twice is
 * harmless, since consumers drop what took effect. Safe for use by several threads and processes.
 */
public class Republications {

    /** Needs a bind of the types, the keys, the begin and the end. */
    static final String CHOSEN = """
            from outbox
            where type = any (coalesce(?::text[], array[type])) and aggregateid = any (coalesce(?::text[], array[aggregateid]))
              and id >= uuid_v7_floor(coalesce(?::timestamptz, 'epoch')) and id < uuid_v7_floor(?::timestamptz)
              and pg_visible_in_snapshot(transaction_id, (select published from relay_progress))
            """;

    private static final String REQUEST = """
            insert into republications (types, keys, since, until, rate, events, reason, ticket, requested_by)
            select ?::text[], ?::text[], ?::timestamptz, ?::timestamptz, ?, (select count(*) %s), ?, ?, ?
            returning *
            """.formatted(CHOSEN);

    private final JdbcClient database;

    Republications(JdbcClient database) {
        this.database = database;
    }

    /** Takes effect when the caller's transaction commits. @param rate events a second at most, 1 to 10,000 */
    public Republication request(
            Selection selection, int rate, String reason, @Nullable String ticket, String requestedBy) {
        String @Nullable [] types = array(selection.types());
        String @Nullable [] keys = array(selection.keys());
        String since = selection.since() == null ? null : selection.since().toString();
        String until = selection.until().toString();
        return database.sql(REQUEST)
                .params(Arrays.asList(
                        types, keys, since, until, rate, types, keys, since, until, reason, ticket, requestedBy))
                .query((row, _) -> read(row))
                .single();
    }

    public Optional<Republication> find(UUID id) {
        return database.sql("select * from republications where id = ?")
                .param(id)
                .query((row, _) -> read(row))
                .optional();
    }

    /** @return the newest first */
    public List<Republication> newest(int limit) {
        return database.sql("select * from republications order by requested_at desc limit ?")
                .param(limit)
                .query((row, _) -> read(row))
                .list();
    }

    /** Ends it behind the events that are being sent. @return whether it was running */
    public boolean stop(UUID id) {
        return database.sql(
                                "update republications set state = 'STOPPED', finished_at = now() where id = ? and state = 'RUNNING'")
                        .param(id)
                        .update()
                == 1;
    }

    private static String @Nullable [] array(List<String> values) {
        return values.isEmpty() ? null : values.toArray(String[]::new);
    }

    private static Republication read(ResultSet row) throws SQLException {
        return new Republication(
                row.getObject("id", UUID.class),
                new Selection(
                        list(row.getArray("types")),
                        list(row.getArray("keys")),
                        instant(row, "since"),
                        row.getObject("until", OffsetDateTime.class).toInstant()),
                row.getInt("rate"),
                row.getLong("events"),
                row.getLong("published"),
                State.valueOf(row.getString("state")),
                row.getString("reason"),
                row.getString("ticket"),
                row.getString("requested_by"),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                instant(row, "finished_at"));
    }

    private static List<String> list(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
