package shop.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Makes the daily partitions of outbox and inbox ahead of time and drops the expired ones: once before anything else starts,
 * then hourly. A failure is logged and the next run tries again; until then rows without a partition go to the default one.
 * Several instances may run it at once.
 *
 * <p>Age is only the earliest moment (ADR 0021). A day of the outbox goes when all its events are proven to be published. A day of the
 * inbox goes when no record of the topics can carry one of its events any more; only the hourly runs ask Kafka for that.
 */
final class PartitionMaintenance implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(PartitionMaintenance.class);

    private static final String MAINTAIN = """
            select subject || ': ' || problem as problem
            from maintain_partitions(to_regclass(?), ?, ?, ?::timestamptz)
            where to_regclass(?) is not null
            """;

    /** An outbox drops a day up to two days later than it expires. */
    private static final Duration LATER = Duration.ofDays(2);

    private final DSLContext database;
    private final PartitionProperties settings;
    private final Supplier<@Nullable Instant> oldestRecord;
    private volatile List<String> problems = List.of();
    private volatile @Nullable ScheduledExecutorService hourly;

    /** @param oldestRecord how old the oldest record is that can still be delivered; null if that is unknown */
    PartitionMaintenance(DSLContext database, PartitionProperties settings, Supplier<@Nullable Instant> oldestRecord) {
        this.database = database;
        this.settings = settings;
        this.oldestRecord = oldestRecord;
    }

    @Override
    public void start() {
        maintain(null);
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("partition-maintenance").daemon().factory());
        executor.scheduleWithFixedDelay(this::maintain, 1, 1, TimeUnit.HOURS);
        hourly = executor;
    }

    @Override
    public void stop() {
        ScheduledExecutorService executor = hourly;
        if (executor != null) {
            executor.shutdown();
            hourly = null;
        }
    }

    @Override
    public boolean isRunning() {
        return hourly != null;
    }

    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }

    /** What the last run found that somebody should know. */
    List<String> problems() {
        return problems;
    }

    void maintain() {
        Instant oldest = oldestRecord.get();
        // A record may carry an event that is as much older as an outbox can publish it again.
        maintain(
                oldest == null
                        ? null
                        : oldest.minus(Duration.ofDays(settings.outboxDays())).minus(LATER));
    }

    private void maintain(@Nullable Instant undeliverableBefore) {
        var found = new ArrayList<String>();
        found.addAll(maintain("outbox", settings.outboxDays(), null));
        found.addAll(maintain("inbox", settings.inboxDays(), undeliverableBefore));
        found.forEach(problem -> log.warn("Retention: {}", problem));
        problems = List.copyOf(found);
    }

    private List<String> maintain(String table, int retentionDays, @Nullable Instant undeliverableBefore) {
        try {
            return database.fetch(
                            MAINTAIN,
                            table,
                            settings.daysAhead(),
                            retentionDays,
                            undeliverableBefore == null ? null : undeliverableBefore.toString(),
                            table)
                    .getValues(0, String.class);
        } catch (RuntimeException e) {
            log.error("The partitions of {} were not maintained; the next try is in an hour.", table, e);
            return List.of(table + ": not maintained; see the log");
        }
    }
}
