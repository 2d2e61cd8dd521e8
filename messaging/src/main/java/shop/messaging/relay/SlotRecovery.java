package shop.messaging.relay;

import io.micrometer.core.instrument.Counter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a missing or lost slot without losing an event: every row that the outbox still holds is published again, under
 * its old id, before the new slot gets its name.
 *
 * <p>An advisory lock admits one relay, and none while another starts to read the slot. The steps: drop the lost slot; create a
 * slot under another name ({@link RelaySlot#recoveryName}), together with a snapshot of exactly what was committed before its
 * first change; publish the rows of the snapshot in the order of their ids and wait for all acknowledgements; copy that slot,
 * with its position, to the proper name; drop it; remember that the rows of the snapshot are published. A crash before the
 * copy leaves the proper name missing, so the next relay starts over; after a crash behind it the rows are published once more.
 * Rows older than the outbox's retention cannot come back.
 */
final class SlotRecovery {

    private static final Logger log = LoggerFactory.getLogger(SlotRecovery.class);

    private static final int FETCH_SIZE = 500;

    private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);
    private static final int LOOKS_WITHOUT_A_WORD = 2;

    private final RelaySlot slot;
    private final RelayDatabase database;
    private final int maxInFlight;
    private final Counter published;
    private final Counter reEmitted;
    private final Observer observer;

    /** Is told what the recovery does. */
    interface Observer {

        void republishing();

        void waiting(String forWhat);

        /** Whether the recovery is still wanted. */
        boolean wanted();
    }

    SlotRecovery(
            RelaySlot slot,
            RelayDatabase database,
            int maxInFlight,
            Counter published,
            Counter reEmitted,
            Observer observer) {
        this.slot = slot;
        this.database = database;
        this.maxInFlight = maxInFlight;
        this.published = published;
        this.reEmitted = reEmitted;
        this.observer = observer;
    }

    /** @return false if another relay replaces the slot, has just replaced it, or starts to read it */
    boolean recover(OutboxPublisher publisher) throws SQLException, InterruptedException {
        try (Connection connection = database.connect()) {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(QUERY_TIMEOUT.toMillis()));
            if (!slot.tryLockToReplace(connection)) {
                return false;
            }
            RelaySlot.Condition condition = slot.inspect(connection);
            switch (condition) {
                case FREE, TAKEN -> {
                    return false;
                }
                case LOST, UNKNOWN_PROGRESS -> drop(connection, slot.name());
                case MISSING -> {}
            }
            drop(connection, slot.recoveryName());
            RelayProgress.numberForeignRows(connection);
            Republished republished = republish(connection, publisher);
            copy(connection);
            drop(connection, slot.recoveryName());
            RelayProgress.begin(connection, republished.snapshot());
            report(condition, republished.rows());
            return true;
        }
    }

    private record Republished(TransactionSnapshot snapshot, long rows) {}

    private Republished republish(Connection connection, OutboxPublisher publisher)
            throws SQLException, InterruptedException {
        // The snapshot lives as long as this connection does nothing else.
        try (Connection replication = database.connectForReplication()) {
            String snapshot = create(replication, connection);
            observer.republishing();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("set transaction isolation level repeatable read, read only");
                statement.execute("set transaction snapshot '" + snapshot + "'");
            }
            var republished = new Republished(RelayProgress.visible(connection), republishRows(connection, publisher));
            connection.commit();
            connection.setAutoCommit(true);
            return republished;
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
                    publisher.send(row, inFlight.add(++count, row), inFlight, _ -> published.increment());
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
        RuntimeException refusal = inFlight.failure();
        if (refusal != null) {
            throw refusal;
        }
    }

    /**
     * Waits until every transaction of the whole server has ended that was open when it began, in whatever database, and says for
     * which.
     */
    private String create(Connection replication, Connection beside) throws SQLException, InterruptedException {
        var created = new CountDownLatch(1);
        Thread watch = Thread.ofVirtual()
                .name("outbox-relay-recovery-watch")
                .start(() -> tellWhatBlocks(replication, beside, created));
        try {
            return create(replication);
        } finally {
            created.countDown();
            watch.join();
        }
    }

    private void tellWhatBlocks(Connection replication, Connection beside, CountDownLatch created) {
        try {
            int process = replication.unwrap(PGConnection.class).getBackendPID();
            for (int looks = 1; !created.await(LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS); looks++) {
                if (!observer.wanted()) {
                    cancel(beside, process);
                }
                String holder = Holder.ofWhatBlocks(beside, process);
                if (holder != null && looks >= LOOKS_WITHOUT_A_WORD) {
                    observer.waiting("for the end of a transaction, without which no slot can be made: " + holder);
                }
            }
        } catch (SQLException e) {
            log.warn("The slot '{}' is not made: {}", slot.name(), e.getMessage());
            abort(replication);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void cancel(Connection beside, int process) throws SQLException {
        try (PreparedStatement statement = beside.prepareStatement("select pg_cancel_backend(?)")) {
            statement.setInt(1, process);
            statement.execute();
        }
    }

    private static void abort(Connection replication) {
        try {
            replication.abort(Runnable::run);
        } catch (SQLException e) {
            log.debug("The connection was broken already", e);
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
                    switch (condition) {
                        case LOST -> "lost";
                        case UNKNOWN_PROGRESS -> "there, but not what was published before (relay_progress)";
                        default -> "missing";
                    },
                    rows);
        }
    }
}
