package shop.messaging;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Makes the daily partitions of outbox and inbox ahead of time and drops the expired ones: once before anything else starts,
 * then hourly. A failure is logged and the next run tries again; until then rows without a partition go to the default one.
 * Several instances may run it at once.
 */
final class PartitionMaintenance implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(PartitionMaintenance.class);

    private static final String MAINTAIN = """
            select maintain_daily_partitions(to_regclass(?), ?, ?)
            where to_regclass(?) is not null
            """;

    private final DSLContext database;
    private final PartitionProperties settings;
    private volatile @Nullable ScheduledExecutorService hourly;

    PartitionMaintenance(DSLContext database, PartitionProperties settings) {
        this.database = database;
        this.settings = settings;
    }

    @Override
    public void start() {
        maintain();
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

    void maintain() {
        maintain("outbox", settings.outboxDays());
        maintain("inbox", settings.inboxDays());
    }

    private void maintain(String table, int retentionDays) {
        try {
            database.execute(MAINTAIN, table, settings.daysAhead(), retentionDays, table);
        } catch (RuntimeException e) {
            log.error("The partitions of {} were not maintained; the next try is in an hour.", table, e);
        }
    }
}
