package shop.messaging.relay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One comparison of the committed rows of the outbox with the acknowledged ones, in one snapshot of the database.
 *
 * <p>Only rows of transactions that are not proven yet are read, oldest transaction first and at most some thousands at once. If all
 * rows of a transaction are acknowledged, it is proven and {@link RelayProgress} remembers it.
 *
 * @param proven events that are proven now and were not before
 * @param missing committed events that are not acknowledged, at most some thousands
 * @param logEnd where the log ended: behind the commits of all rows that were compared; in bytes
 * @param confirmed the slot's position, before which the relay has said that everything is published; in bytes, 0 without a slot
 * @param more whether there are rows that were not compared yet
 * @param foreign whether rows have numbers of another server, so that they can never be proven
 */
record OutboxComparison(
        List<UUID> proven, List<UUID> missing, long logEnd, long confirmed, boolean more, boolean foreign) {

    /** More only if one transaction has more. */
    private static final int CHUNK = 10_000;

    /** How many unproven transactions may lie among proven ones. */
    private static final int MOST_UNPROVEN = 100;

    /** The end of the log is looked up after the snapshot was taken, so every row that is visible was committed before it. */
    private static final String LOOK = """
            select pg_current_snapshot()::text as visible,
                   published::text,
                   pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint as log_end,
                   pg_wal_lsn_diff(confirmed_flush_lsn, '0/0')::bigint as confirmed
            from relay_progress
            join pg_control_system() as here on here.system_identifier = server
            left join pg_replication_slots on slot_name = ?
            """;

    private static final String OF = """
            select id, transaction_id::text::bigint from outbox
            where transaction_id = any (?::xid8[]) order by transaction_id limit ?
            """;

    private static final String FROM = """
            select id, transaction_id::text::bigint from outbox
            where transaction_id >= ?::xid8 order by transaction_id limit ?
            """;

    private record Row(UUID id, long transaction) {}

    /**
     * @throws IllegalStateException if it is unknown what was published before
     * @throws SQLException with the state 40001 if another relay has written the progress meanwhile; nothing is proven then
     */
    static OutboxComparison compare(Connection connection, String slot, Predicate<UUID> acknowledged)
            throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (PreparedStatement look = connection.prepareStatement(LOOK)) {
            look.setString(1, slot);
            try (ResultSet row = look.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException(
                            "What was published is unknown: relay_progress is empty or another server's");
                }
                var comparing = new Comparing(
                        connection,
                        acknowledged,
                        TransactionSnapshot.parse(row.getString("visible")),
                        TransactionSnapshot.parse(row.getString("published")));
                comparing.compare();
                connection.commit();
                return new OutboxComparison(
                        comparing.proven,
                        comparing.missing,
                        row.getLong("log_end"),
                        row.getLong("confirmed"),
                        comparing.more,
                        comparing.foreign);
            }
        } finally {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static final class Comparing {

        private final Connection connection;
        private final Predicate<UUID> acknowledged;
        private final TransactionSnapshot visible;
        private final List<UUID> proven = new ArrayList<>();
        private final List<UUID> missing = new ArrayList<>();
        private TransactionSnapshot published;
        private boolean more = true;
        private boolean foreign;

        private Comparing(
                Connection connection,
                Predicate<UUID> acknowledged,
                TransactionSnapshot visible,
                TransactionSnapshot published) {
            this.connection = connection;
            this.acknowledged = acknowledged;
            this.visible = visible;
            this.published = published;
        }

        private void compare() throws SQLException {
            int limit = CHUNK;
            while (more && missing.isEmpty()) {
                int before = proven.size();
                more = compareUpTo(limit);
                // A transaction that is larger than a chunk is only proven as a whole.
                limit = proven.size() == before ? limit * 2 : CHUNK;
            }
            if (!proven.isEmpty()) {
                RelayProgress.advance(connection, published);
            }
        }

        /** @return whether there are more rows */
        private boolean compareUpTo(int limit) throws SQLException {
            List<Row> ofOpen = published.open().isEmpty() ? List.of() : rows(OF, array(published.open()), limit);
            List<Row> later = rows(FROM, String.valueOf(published.next()), limit);
            var unproven = new TreeSet<Long>();
            for (List<Row> rows : List.of(ofOpen, later)) {
                for (Row row : rows) {
                    if (!acknowledged.test(row.id())) {
                        missing.add(row.id());
                        unproven.add(row.transaction());
                    }
                    foreign |= row.transaction() >= visible.next();
                }
            }
            boolean moreOfOpen = ofOpen.size() == limit;
            if (moreOfOpen) {
                unproven.addAll(published.open().tailSet(ofOpen.getLast().transaction(), true));
            }
            boolean moreLater = later.size() == limit;
            long end = moreLater ? later.getLast().transaction() : visible.next();
            if (unproven.size() > MOST_UNPROVEN) {
                end = Math.min(
                        end, unproven.stream().skip(MOST_UNPROVEN).findFirst().orElseThrow());
            }
            published = visible.without(unproven, Math.max(end, published.next()));
            for (List<Row> rows : List.of(ofOpen, later)) {
                for (Row row : rows) {
                    if (published.holds(row.transaction())) {
                        proven.add(row.id());
                    }
                }
            }
            return moreOfOpen || moreLater;
        }

        private List<Row> rows(String query, String transactions, int limit) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                statement.setString(1, transactions);
                statement.setInt(2, limit);
                try (ResultSet found = statement.executeQuery()) {
                    var rows = new ArrayList<Row>();
                    while (found.next()) {
                        rows.add(new Row(found.getObject(1, UUID.class), found.getLong(2)));
                    }
                    return rows;
                }
            }
        }

        private static String array(Collection<Long> transactions) {
            return transactions.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
        }
    }
}
