package shop.messaging.relay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.eventcodec.EventHeaders;

/**
 * Proves that what was committed to the outbox is published, and publishes what the log did not show (ADR 0020).
 *
 * <p>Every two seconds the rows that are not proven yet are compared with the acknowledgements, which are in memory
 * ({@link OutboxComparison}). A row without one is in flight, or not read yet, or a <em>gap</em>. It is a gap only if the slot has
 * passed the end that the log had when the row was first missing: the relay has then said that everything before is published. Rows
 * of a gap are published from the table, in the order of their ids.
 *
 * <p>What a process had acknowledged since its last comparison is not proven if it dies; the next relay publishes it again. The
 * comparison also looks at the publication, and tells the lag. One thread compares; acknowledgements come from any thread.
 */
final class OutboxProof {

    private static final Logger log = LoggerFactory.getLogger(OutboxProof.class);

    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final int ATTEMPTS_AT_LAST = 3;

    private static final String RETAINED =
            "select pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) from pg_replication_slots where slot_name = ?";

    private static final String WHOLE =
            "select " + OutboxRecord.COLUMNS + " from outbox where id = any (?) order by id";

    private final OutboxRelay relay;
    private final RelayDatabase database;
    private final String slot;
    private final RelayMetrics metrics;
    private final Clock clock;
    private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();

    private @Nullable Connection connection;
    private @Nullable RelayEngine comparedEngine;

    /** Whether another process may have published what this one does not know of. */
    private boolean tookOver = true;

    private Map<UUID, Missing> missing = Map.of();
    private final Set<UUID> publishedAgain = new HashSet<>();
    private volatile @Nullable UUID oldestMissing;
    private volatile double retainedBytes = Double.NaN;
    private volatile @Nullable Gap newestGap;
    private volatile @Nullable ScheduledExecutorService executor;

    OutboxProof(OutboxRelay relay, RelayDatabase database, String slot, RelayMetrics metrics, Clock clock) {
        this.relay = relay;
        this.database = database;
        this.slot = slot;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Events that were committed and not read from the log although the slot had passed them. */
    record Gap(int events, Instant foundAt) {}

    /**
     * @param logEnd where the log ended when the row was first missing
     * @param inherited whether it was missing when this process became the relay, so that the one before may have published it
     */
    private record Missing(long logEnd, boolean inherited) {}

    /** The broker has acknowledged an event. */
    void acknowledged(UUID event) {
        acknowledged.add(event);
    }

    @Nullable Gap newestGap() {
        return newestGap;
    }

    /**
     * Age in seconds of the oldest committed row that the broker has not acknowledged; NaN while another process relays. Exact for
     * what was read from the log; what was not read yet is known as of the last comparison.
     */
    double lagSeconds() {
        if (relay.status().state() == RelayStatus.State.STANDBY) {
            return Double.NaN;
        }
        UUID unread = oldestMissing;
        InFlight.Unacknowledged oldestUnacknowledged = relay.oldestUnacknowledged();
        return Math.max(
                oldestUnacknowledged == null
                        ? 0
                        : age(oldestUnacknowledged.row().id()),
                unread == null || acknowledged.contains(unread) ? 0 : age(unread));
    }

    /** How much log the server keeps for the slot, in bytes; NaN if that is unknown. */
    double retainedBytes() {
        return retainedBytes;
    }

    void start() {
        ScheduledExecutorService comparing = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("outbox-proof").daemon().factory());
        comparing.scheduleWithFixedDelay(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        executor = comparing;
    }

    /** When the slot is taken: what is missing now is of the relay before. */
    void lookSoon() {
        ScheduledExecutorService comparing = executor;
        if (comparing != null) {
            comparing.execute(this::look);
        }
    }

    /** Proves what was published until now, so that the next relay publishes nothing twice. */
    void stop() throws InterruptedException {
        ScheduledExecutorService comparing = executor;
        if (comparing == null) {
            return;
        }
        executor = null;
        comparing.execute(this::lookAtLast);
        comparing.shutdown();
        if (!comparing.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            comparing.shutdownNow();
        }
    }

    private void lookAtLast() {
        // The next relay may be writing the progress too; then one of the two fails and looks again.
        for (int i = 0; i < ATTEMPTS_AT_LAST && !look(); i++) {
            log.debug("The last comparison of the outbox is tried again");
        }
        disconnect();
    }

    private boolean look() {
        relay.noticeClock();
        relay.noticeKafkasSilence();
        try {
            Connection current = connected();
            retainedBytes = retained(current);
            if (relay.status().state() == RelayStatus.State.STANDBY) {
                forget();
            } else {
                compareOrEnd(current, relay.streamingEngine());
                relay.republisher().look(current);
            }
            return true;
        } catch (SQLException | RuntimeException e) {
            log.debug("The outbox was not compared", e);
            retainedBytes = Double.NaN;
            disconnect();
            return false;
        }
    }

    private void forget() {
        tookOver = true;
        missing = Map.of();
        oldestMissing = null;
        acknowledged.clear();
    }

    /** Ends an engine that could go on reading and would miss something. */
    private void compareOrEnd(Connection current, @Nullable RelayEngine engine) throws SQLException {
        try {
            compare(current, engine);
            if (engine != null) {
                OutboxPublication.require(current);
            }
        } catch (IllegalStateException e) {
            if (engine == null) {
                throw e;
            }
            engine.fail(e);
        }
    }

    private void compare(Connection current, @Nullable RelayEngine engine) throws SQLException {
        if (engine != comparedEngine) {
            comparedEngine = engine;
            missing = Map.of();
            publishedAgain.clear();
        }
        OutboxComparison found = OutboxComparison.compare(current, slot, acknowledged::contains);
        oldestMissing = found.missing().stream().min(UUID::compareTo).orElse(null);
        found.proven().forEach(acknowledged::remove);
        found.proven().forEach(publishedAgain::remove);
        if (found.foreign()) {
            RelayProgress.numberForeignRows(current);
        }
        if (engine != null) {
            publishGaps(current, engine, found);
        }
    }

    private void publishGaps(Connection current, RelayEngine engine, OutboxComparison found) throws SQLException {
        var now = new LinkedHashMap<UUID, Missing>();
        var passed = new LinkedHashMap<UUID, Missing>();
        for (UUID id : found.missing()) {
            Missing known = missing.get(id);
            now.put(id, known == null ? new Missing(found.logEnd(), tookOver) : known);
            if (known != null
                    && known.logEnd() <= found.confirmed()
                    && !acknowledged.contains(id)
                    && !publishedAgain.contains(id)) {
                passed.put(id, known);
            }
        }
        missing = now;
        tookOver &= found.more();
        if (!passed.isEmpty()) {
            for (OutboxRecord row : whole(current, passed.keySet())) {
                engine.publishUnread(row);
                publishedAgain.add(row.id());
            }
            report(passed);
        }
    }

    private void report(Map<UUID, Missing> passed) {
        int inherited =
                (int) passed.values().stream().filter(Missing::inherited).count();
        int skipped = passed.size() - inherited;
        if (inherited > 0) {
            metrics.reEmitted(RelayMetrics.Reason.UNPROVEN).increment(inherited);
            log.warn(
                    "{} events before the position of the slot '{}' were not proven to be published when this process took"
                            + " over. They are published again; consumers drop what they have seen.",
                    inherited,
                    slot);
        }
        if (skipped > 0) {
            metrics.reEmitted(RelayMetrics.Reason.GAP).increment(skipped);
            newestGap = new Gap(skipped, clock.instant());
            log.error(
                    "{} committed events were missing in the log although the slot '{}' has passed them. They are published"
                            + " now, from the table. Somebody has changed the publication, the slot or the tables.",
                    skipped,
                    slot);
        }
    }

    private static List<OutboxRecord> whole(Connection current, Collection<UUID> ids) throws SQLException {
        try (PreparedStatement statement = current.prepareStatement(WHOLE)) {
            statement.setArray(1, current.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                var rows = new ArrayList<OutboxRecord>();
                while (row.next()) {
                    rows.add(OutboxRecord.from(row));
                }
                return rows;
            }
        }
    }

    private double retained(Connection current) throws SQLException {
        try (PreparedStatement statement = current.prepareStatement(RETAINED)) {
            statement.setString(1, slot);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getDouble(1) : Double.NaN;
            }
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
            current.setNetworkTimeout(Runnable::run, Math.toIntExact(QUERY_TIMEOUT.toMillis()));
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
