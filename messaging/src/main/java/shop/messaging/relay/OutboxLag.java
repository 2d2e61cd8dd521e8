package shop.messaging.relay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import shop.eventcodec.EventHeaders;

/**
 * How far the relay is behind.
 *
 * <p>The lag is the age of the oldest committed row that the broker has not acknowledged, as far as this process knows. That is
 * the older of two rows: the row that was read and has waited longest for its acknowledgement, and the oldest row that was
 * not read yet. The first is exact. The second is sampled every two seconds and found by its id, so it misses rows with an id
 * below the newest one read: of a transaction that committed late, or from before this process started. These count once they
 * are read. A standby says NaN; the process that relays knows the lag.
 */
final class OutboxLag implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(OutboxLag.class);

    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final String NEWEST = "select id from outbox order by id desc limit 1";
    private static final String OLDEST_BEYOND = "select id from outbox where id > ? order by id limit 1";
    private static final String RETAINED =
            "select pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) from pg_replication_slots where slot_name = ?";

    private final OutboxRelay relay;
    private final RelayDatabase database;
    private final String slot;
    private final Clock clock;

    private @Nullable Connection connection;
    private @Nullable UUID newestKnown;
    private boolean outboxWasEmpty;
    private volatile @Nullable UUID oldestUnread;
    private volatile double retainedBytes = Double.NaN;
    private volatile @Nullable ScheduledExecutorService sampler;

    OutboxLag(OutboxRelay relay, RelayDatabase database, String slot, Clock clock) {
        this.relay = relay;
        this.database = database;
        this.slot = slot;
        this.clock = clock;
    }

    /** Seconds; NaN while another process relays. */
    double seconds() {
        if (relay.status().state() == RelayStatus.State.STANDBY) {
            return Double.NaN;
        }
        return Math.max(age(relay.oldestUnacknowledged()), age(oldestUnread));
    }

    /** How much log the server keeps for the slot, in bytes; NaN if that is unknown. */
    double retainedBytes() {
        return retainedBytes;
    }

    @Override
    public void start() {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("outbox-lag").daemon().factory());
        executor.scheduleWithFixedDelay(this::sample, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        sampler = executor;
    }

    @Override
    public void stop() {
        ScheduledExecutorService executor = sampler;
        if (executor != null) {
            executor.execute(this::disconnect);
            executor.shutdown();
            sampler = null;
        }
    }

    @Override
    public boolean isRunning() {
        return sampler != null;
    }

    @Override
    public int getPhase() {
        return 0;
    }

    void sample() {
        try {
            Connection current = connected();
            retainedBytes = retained(current);
            oldestUnread = unread(current);
        } catch (SQLException | RuntimeException e) {
            log.debug("No sample of the outbox", e);
            retainedBytes = Double.NaN;
            disconnect();
        }
    }

    private @Nullable UUID unread(Connection current) throws SQLException {
        UUID read = relay.newestRead();
        if (read != null && (newestKnown == null || read.compareTo(newestKnown) > 0)) {
            newestKnown = read;
        }
        boolean somebodyElseReads = relay.status().state() == RelayStatus.State.STANDBY;
        if (somebodyElseReads || newestKnown == null && !outboxWasEmpty) {
            newestKnown = id(current.prepareStatement(NEWEST));
            outboxWasEmpty = newestKnown == null;
            return null;
        }
        PreparedStatement beyond = current.prepareStatement(OLDEST_BEYOND);
        beyond.setObject(1, newestKnown == null ? new UUID(0, 0) : newestKnown);
        return id(beyond);
    }

    private double retained(Connection current) throws SQLException {
        try (PreparedStatement statement = current.prepareStatement(RETAINED)) {
            statement.setString(1, slot);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getDouble(1) : Double.NaN;
            }
        }
    }

    private static @Nullable UUID id(PreparedStatement query) throws SQLException {
        try (query;
                ResultSet row = query.executeQuery()) {
            return row.next() ? row.getObject(1, UUID.class) : null;
        }
    }

    private double age(@Nullable UUID event) {
        Instant made = event == null ? null : EventHeaders.timeOf(event);
        return made == null
                ? 0
                : Math.max(0, Duration.between(made, clock.instant()).toMillis() / 1000.0);
    }

    private Connection connected() throws SQLException {
        Connection current = connection;
        if (current == null) {
            current = database.connect();
            current.setNetworkTimeout(Runnable::run, 5000);
            connection = current;
        }
        return current;
    }

    private void disconnect() {
        Connection current = connection;
        connection = null;
        if (current != null) {
            try {
                current.close();
            } catch (SQLException e) {
                log.debug("The connection was broken already", e);
            }
        }
    }
}
