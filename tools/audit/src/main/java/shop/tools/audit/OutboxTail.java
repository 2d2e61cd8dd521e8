package shop.tools.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.eventcodec.Topic;

/**
 * An outbox, read on: each time the rows of those transactions that were not visible the time before, and no others.
 *
 * <p>A row says which transaction committed it, so a transaction that was open meanwhile is not overlooked, however old its ids
 * are.
 */
final class OutboxTail {

    /** What the stock's rows say is needed; the others' contents, with personal data in them, are not. */
    private static final String COLUMNS = "select aggregatetype, id, aggregateid, type,"
            + " case aggregatetype when 'inventory' then payload::text end from outbox where ";

    private static final String FIRST = COLUMNS + "id >= uuid_v7_floor(?)";

    private static final String NEXT = COLUMNS + "transaction_id >= pg_snapshot_xmax(?::pg_snapshot) union all "
            + COLUMNS + "transaction_id = any (array(select pg_snapshot_xip(?::pg_snapshot)))";

    /** Numbers begin again on another server, such as one that was restored. */
    private static final String VISIBLE = """
            select pg_current_snapshot()::text,
                   pg_snapshot_xmax(pg_current_snapshot()) >= coalesce(pg_snapshot_xmax(?::pg_snapshot), '0')
            """;

    private final Instant since;
    private @Nullable String seen;

    /** @param since where the first reading begins */
    OutboxTail(Instant since) {
        this.since = since;
    }

    /**
     * @param aggregateId the order, as text
     * @param payload of an event of inventory's, {@code null} of all others
     */
    record Row(
            String topic,
            UUID eventId,
            String aggregateId,
            String type,
            @Nullable String payload) {}

    /**
     * @param position to be given to {@link #seen(String)} when the rows are safe
     * @param fromTheBeginning whether all rows since the beginning were read, and not those that are new
     */
    record News(List<Row> rows, String position, boolean fromTheBeginning) {}

    /** @param database in a transaction of one snapshot */
    News read(Connection database) throws SQLException {
        String visible;
        String before;
        try (PreparedStatement statement = database.prepareStatement(VISIBLE)) {
            statement.setString(1, seen);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                visible = row.getString(1);
                before = row.getBoolean(2) ? seen : null;
            }
        }
        try (PreparedStatement statement = database.prepareStatement(before == null ? FIRST : NEXT)) {
            if (before == null) {
                statement.setTimestamp(1, Timestamp.from(since));
            } else {
                statement.setString(1, before);
                statement.setString(2, before);
            }
            var rows = new ArrayList<Row>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    rows.add(new Row(
                            Topic.nameOf(found.getString(1)).intern(),
                            found.getObject(2, UUID.class),
                            found.getString(3),
                            found.getString(4),
                            found.getString(5)));
                }
            }
            return new News(rows, visible, before == null);
        }
    }

    void seen(String position) {
        seen = position;
    }
}
