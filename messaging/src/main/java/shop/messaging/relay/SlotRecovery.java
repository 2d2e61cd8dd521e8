package shop.messaging.relay;

import io.micrometer.core.instrument.Counter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a missing or lost slot without losing an event: every row that the outbox still holds is published again, under
 * its old id, before the new slot gets its name.
 *
 * <p>An advisory lock admits one relay, and none while another starts to read the slot. The steps: drop the lost slot; create a
 * slot under another name ({@link RelaySlot#recoveryName}), together with a snapshot of exactly what was committed before its
 * first change; publish the rows of the snapshot in the order of their ids and wait for all acknowledgements; copy that slot,
 * with its position, to the proper name; drop it. A crash at any point leaves the proper name missing, so the next relay
 * starts over. Rows older than the outbox's retention cannot come back.
 */
final class SlotRecovery {

    private static final Logger log = LoggerFactory.getLogger(SlotRecovery.class);

    private static final int FETCH_SIZE = 500;

    private final RelaySlot slot;
    private final RelayDatabase database;
    private final int maxInFlight;
    private final Counter published;
    private final Counter reEmitted;

    SlotRecovery(RelaySlot slot, RelayDatabase database, int maxInFlight, Counter published, Counter reEmitted) {
        this.slot = slot;
        this.database = database;
        this.maxInFlight = maxInFlight;
        this.published = published;
        this.reEmitted = reEmitted;
    }

    /** @return false if another relay replaces the slot, has just replaced it, or starts to read it */
    boolean recover(OutboxPublisher publisher) throws SQLException, InterruptedException {
        try (Connection connection = database.connect()) {
            if (!slot.tryLockToReplace(connection)) {
                return false;
            }
            RelaySlot.Condition condition = slot.inspect(connection);
            switch (condition) {
                case FREE, TAKEN -> {
                    return false;
                }
                case LOST -> drop(connection, slot.name());
                case MISSING -> {}
            }
            drop(connection, slot.recoveryName());
            long rows = republish(connection, publisher);
            copy(connection);
            drop(connection, slot.recoveryName());
            report(condition, rows);
            return true;
        }
    }

    private long republish(Connection connection, OutboxPublisher publisher) throws SQLException, InterruptedException {
        // The snapshot lives as long as this connection does nothing else.
        try (Connection replication = database.connectForReplication()) {
            String snapshot = create(replication);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("set transaction isolation level repeatable read, read only");
                statement.execute("set transaction snapshot '" + snapshot + "'");
            }
            long rows = republishRows(connection, publisher);
            connection.commit();
            connection.setAutoCommit(true);
            return rows;
        }
    }

    private long republishRows(Connection connection, OutboxPublisher publisher)
            throws SQLException, InterruptedException {
        var inFlight = new InFlight<Long>(maxInFlight);
        long count = 0;
        try (PreparedStatement statement =
                connection.prepareStatement("select " + OutboxRecord.COLUMNS + " from outbox order by id")) {
            statement.setFetchSize(FETCH_SIZE);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    OutboxRecord row = OutboxRecord.from(rows);
                    publisher.send(row, inFlight.add(++count, row.id()), inFlight, published);
                    inFlight.acknowledgedUpTo();
                    throwIfFailed(inFlight);
                }
            }
        }
        publisher.flush();
        throwIfFailed(inFlight);
        return count;
    }

    private static void throwIfFailed(InFlight<Long> inFlight) {
        Exception reason = inFlight.failure();
        if (reason != null) {
            throw new IllegalStateException("Kafka refused an event: " + reason.getMessage(), reason);
        }
    }

    private String create(Connection replication) throws SQLException {
        try (Statement statement = replication.createStatement();
                ResultSet row = statement.executeQuery("CREATE_REPLICATION_SLOT \"" + slot.recoveryName()
                        + "\" LOGICAL pgoutput (SNAPSHOT 'export')")) {
            row.next();
            return row.getString("snapshot_name");
        }
    }

    private void copy(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select pg_copy_logical_replication_slot(?, ?)")) {
            statement.setString(1, slot.recoveryName());
            statement.setString(2, slot.name());
            statement.execute();
        }
    }

    private static void drop(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = ?")) {
            statement.setString(1, name);
            statement.execute();
        }
    }

    private void report(RelaySlot.Condition condition, long rows) {
        reEmitted.increment(rows);
        if (condition == RelaySlot.Condition.MISSING && rows == 0) {
            log.info("The slot '{}' was made; the outbox is empty.", slot.name());
        } else {
            log.warn(
                    "The slot '{}' was {}. A new one was made, and all {} rows the outbox retains were published again, with"
                            + " their old ids; consumers drop the duplicates.",
                    slot.name(),
                    condition == RelaySlot.Condition.LOST ? "lost" : "missing",
                    rows);
        }
    }
}
