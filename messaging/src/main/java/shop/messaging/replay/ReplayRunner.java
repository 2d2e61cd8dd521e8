package shop.messaging.replay;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import shop.messaging.replay.Replay.State;
import shop.messaging.replay.Replayer.Step;

/**
 * Lets the shadows follow their topics, in every process of the service; one of them does a step. A step is one transaction: the right to
 * do it, what it writes to the shadow, and the position behind it. If the process dies, another goes on where the shadow ends.
 */
class ReplayRunner implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ReplayRunner.class);

    /** After a crash elsewhere, a replay stands still for so long. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    private static final Duration WITHOUT_WORK = Duration.ofMillis(500);
    private static final Duration AFTER_SWAP = Duration.ofSeconds(5);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    /** Records in a step; after a failure one, and then more and more, until the record is found that fails. */
    private static final int MOST = 1 << 16;

    /** As long as a swap can be undone. */
    static final Duration UNDO = Duration.ofHours(24);

    private final Replayer replayer;
    private final ReplayTables tables;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Map<UUID, Thread> replays = new ConcurrentHashMap<>();
    private volatile @Nullable ScheduledExecutorService looks;

    ReplayRunner(Replayer replayer, ReplayTables tables, TransactionTemplate transaction, Clock clock) {
        this.replayer = replayer;
        this.tables = tables;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public void start() {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("replay").daemon().factory());
        executor.scheduleWithFixedDelay(this::look, 2_000, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        looks = executor;
    }

    @Override
    public void stop() {
        ScheduledExecutorService executor = looks;
        if (executor != null) {
            looks = null;
            executor.shutdownNow();
            for (Thread thread : replays.values()) {
                thread.interrupt();
                try {
                    thread.join(Duration.ofSeconds(5));
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    @Override
    public boolean isRunning() {
        return looks != null;
    }

    void wakeAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                ScheduledExecutorService executor = looks;
                if (executor != null) {
                    executor.execute(ReplayRunner.this::look);
                }
            }
        });
    }

    private void look() {
        try {
            tables.working()
                    .forEach(id -> replays.computeIfAbsent(
                            id,
                            _ -> Thread.ofPlatform()
                                    .name("replay-" + id)
                                    .daemon()
                                    .start(() -> work(id))));
        } catch (RuntimeException e) {
            log.debug("Whether a replay is running is unknown; it is looked up again", e);
        }
    }

    private void work(UUID id) {
        int atMost = MOST;
        boolean failing = false;
        try {
            while (isRunning()) {
                try (TopicReader reader = replayer.connect()) {
                    while (isRunning()) {
                        int limit = atMost;
                        Optional<Pace> pace = Objects.requireNonNull(transaction.execute(_ -> step(id, reader, limit)));
                        if (pace.isEmpty() && !isWorking(id)) {
                            return;
                        }
                        if (failing) {
                            log.info("The replay {} goes on", id);
                            failing = false;
                        }
                        atMost = Math.min(limit, MOST / 2) * 2;
                        Thread.sleep(pace.map(Pace::pause).orElse(WITHOUT_WORK));
                    }
                } catch (ReplayFailure failure) {
                    if (failure.records() == 1) {
                        fail(id, String.valueOf(failure.getMessage()));
                        return;
                    }
                    atMost = 1;
                } catch (OffsetOutOfRangeException e) {
                    fail(
                            id,
                            "Kafka does not hold the events any more that come next: " + e.offsetOutOfRangePartitions()
                                    + ". Plan it again.");
                    return;
                } catch (RuntimeException e) {
                    if (!failing) {
                        log.warn("The replay {} cannot go on now; it is tried again: {}", id, e.toString());
                        failing = true;
                    }
                    Thread.sleep(AFTER_FAILURE);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            replays.remove(id);
        }
    }

    private boolean isWorking(UUID id) {
        return tables.working().contains(id);
    }

    /** @return empty if another process does the step, or the replay stands still */
    private Optional<Pace> step(UUID id, TopicReader reader, int atMost) {
        Optional<Replay> locked = tables.lockWorking(id);
        if (locked.isEmpty()) {
            return Optional.empty();
        }
        Replay replay = locked.get();
        if (replay.swappedAt() != null
                && clock.instant().isAfter(replay.swappedAt().plus(UNDO))) {
            tables.drop(replay.projection());
            tables.move(id, State.DONE);
            log.info("The replay {} is done: the table from before the swap is dropped", id);
            return Optional.empty();
        }
        if (!tables.isPrepared(id)) {
            if (replay.horizon() != null) {
                replayer.projection().copyBefore(replay.horizon());
            }
            tables.prepared(id);
            return Optional.of(new Pace(Duration.ZERO));
        }
        Step step = replayer.step(id, reader, atMost);
        if (step.isAll() || step.records() == 0) {
            return Optional.of(new Pace(replay.state() == State.SWAPPED ? AFTER_SWAP : WITHOUT_WORK));
        }
        return Optional.of(new Pace(
                replay.rate() == null
                        ? Duration.ZERO
                        : Duration.ofNanos((long) (step.records() * 1e9 / replay.rate()))));
    }

    private void fail(UUID id, String why) {
        transaction.executeWithoutResult(_ -> {
            Optional<Replay> replay = tables.lock(id);
            if (replay.isEmpty()) {
                return;
            }
            if (replay.get().state() == State.RUNNING) {
                tables.drop(replay.get().projection());
                tables.fail(id, why);
                log.error("The replay {} has failed, and the table in use is untouched. {}", id, why);
            } else if (replay.get().state() == State.SWAPPED) {
                tables.drop(replay.get().projection());
                tables.move(id, State.DONE);
                log.error(
                        "The replay {} cannot be undone any more: the table from before does not follow. {}", id, why);
            }
        });
    }

    private record Pace(Duration pause) {}
}
