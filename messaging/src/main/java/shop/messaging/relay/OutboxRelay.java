package shop.messaging.relay;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Publishes the outbox for as long as the process lives, or stands by while another process does.
 *
 * <p>Starting never blocks and never fails: a thread of its own waits, without limit, for what is missing (PostgreSQL, Kafka,
 * the slot). Any failure ends the engine, and after a back-off of 50 ms to 5 s a new one starts at the slot.
 * Starts before and stops after everything that writes events or takes requests.
 */
final class OutboxRelay implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);

    private static final Duration WATCH_INTERVAL = Duration.ofMillis(500);
    private static final Duration INSPECT_TIMEOUT = Duration.ofSeconds(5);

    private static final ExponentialBackOff BACK_OFF = backOff(Duration.ofMillis(50), Duration.ofSeconds(5));

    private final RelayProperties settings;
    private final RelaySlot slot;
    private final RelayDatabase database;
    private final SlotRecovery recovery;
    private final Supplier<OutboxPublisher> publishers;
    private final RelayMetrics metrics;
    private final Clock clock;

    private volatile BackOffExecution backOff = BACK_OFF.start();
    private volatile boolean running;
    private volatile @Nullable Thread thread;
    private volatile @Nullable RelayEngine engine;
    private volatile RelayStatus status;

    OutboxRelay(
            RelayProperties settings,
            RelaySlot slot,
            RelayDatabase database,
            Supplier<OutboxPublisher> publishers,
            RelayMetrics metrics,
            Clock clock) {
        this.settings = settings;
        this.slot = slot;
        this.database = database;
        this.publishers = publishers;
        this.metrics = metrics;
        this.clock = clock;
        this.recovery =
                new SlotRecovery(slot, database, settings.maxInFlight(), metrics.published(), metrics.reEmitted());
        this.status = new RelayStatus(RelayStatus.State.STOPPED, "", clock.instant());
    }

    @Override
    public synchronized void start() {
        if (running) {
            return;
        }
        running = true;
        thread = Thread.ofPlatform().name("outbox-relay").daemon().start(this::relayUntilStopped);
    }

    /** Stops the engine in order; takes a few seconds at most. */
    @Override
    public synchronized void stop() {
        Thread current = thread;
        if (!running || current == null) {
            return;
        }
        running = false;
        try {
            RelayEngine streaming = engine;
            if (streaming == null) {
                current.interrupt();
            } else {
                streaming.stop(settings.stopTimeout());
            }
            current.join(settings.stopTimeout());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return 0;
    }

    RelayStatus status() {
        return status;
    }

    /** The event that was read from the log and has waited longest for its acknowledgement. */
    @Nullable UUID oldestUnacknowledged() {
        RelayEngine current = engine;
        return current == null ? null : current.oldestUnacknowledged();
    }

    /** The newest event this process has read from the log since it took the slot. */
    @Nullable UUID newestRead() {
        RelayEngine current = engine;
        return current == null ? null : current.newestRead();
    }

    private void relayUntilStopped() {
        while (running) {
            try (OutboxPublisher publisher = publishers.get()) {
                while (running && relay(publisher)) {
                    // Until the publisher has failed, or has sent records for an engine that has ended.
                }
            } catch (InterruptedException _) {
                // Only stop() interrupts.
                break;
            } catch (Throwable e) {
                failed(e);
            }
            pause();
        }
        status(RelayStatus.State.STOPPED, "");
    }

    /** @return whether the publisher may go on being used */
    private boolean relay(OutboxPublisher publisher) throws SQLException, InterruptedException {
        // The lock keeps the slot from being replaced before the engine reads it.
        try (Connection keeping = database.connect()) {
            keeping.setNetworkTimeout(Runnable::run, Math.toIntExact(INSPECT_TIMEOUT.toMillis()));
            if (slot.tryLockToRead(keeping) && slot.inspect(keeping).isThere()) {
                stream(publisher, keeping);
                return false;
            }
        }
        status(RelayStatus.State.RECOVERING, "publishing the retained rows again");
        if (!recovery.recover(publisher)) {
            // Another relay recovers the slot, and nothing says when it is done.
            Thread.sleep(settings.slotRetryInterval());
        }
        return true;
    }

    private void stream(OutboxPublisher publisher, Connection keeping) {
        status(RelayStatus.State.STARTING, "");
        var current = new RelayEngine(settings, slot.name(), database, publisher, metrics.published(), this::relaying);
        engine = current;
        Thread.ofVirtual().name("outbox-relay-watch").start(() -> watch(current, keeping));
        try {
            Throwable failure = current.run(() -> running);
            if (failure != null) {
                failed(failure);
            }
        } finally {
            engine = null;
        }
    }

    /**
     * Watches the slot while the engine waits for it, because the engine would go on trying even for a slot that is gone. Then
     * closes the connection.
     */
    private void watch(RelayEngine current, Connection keeping) {
        try (keeping) {
            while (!current.awaitStreaming(WATCH_INTERVAL)) {
                switch (slot.inspect(keeping)) {
                    case FREE -> {}
                    case TAKEN -> standingBy(current);
                    case MISSING, LOST -> current.stop(Duration.ZERO);
                }
            }
        } catch (SQLException | RuntimeException e) {
            if (!current.streaming()) {
                failed(e);
                stopQuietly(current);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stopQuietly(RelayEngine current) {
        try {
            current.stop(Duration.ZERO);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void standingBy(RelayEngine current) {
        if (status.state() == RelayStatus.State.STARTING && !current.streaming()) {
            status(RelayStatus.State.STANDBY, "another process reads the slot");
            log.info("Another process relays the outbox; this one takes over when the slot '{}' is free.", slot.name());
        }
    }

    private void relaying() {
        backOff = BACK_OFF.start();
        status(RelayStatus.State.RELAYING, "");
        log.info("This process relays the outbox: it reads the slot '{}'.", slot.name());
    }

    private void failed(Throwable reason) {
        if (!running) {
            log.debug("Interrupted by the stop", reason);
            return;
        }
        status(RelayStatus.State.FAILING, String.valueOf(reason.getMessage()));
        log.warn("The relay of the slot '{}' failed and starts again: {}", slot.name(), reason.toString());
        log.debug("The failure of the relay", reason);
    }

    private void pause() {
        try {
            if (running) {
                Thread.sleep(backOff.nextBackOff());
            }
        } catch (InterruptedException _) {
            // Only stop() interrupts, and the loop then ends.
            log.debug("Woken up to stop");
        }
    }

    /** Doubles from one failure to the next, and never gives up. */
    private static ExponentialBackOff backOff(Duration first, Duration longest) {
        var backOff = new ExponentialBackOff(first.toMillis(), 2);
        backOff.setMaxInterval(longest.toMillis());
        return backOff;
    }

    private void status(RelayStatus.State state, String detail) {
        status = new RelayStatus(state, detail, clock.instant());
        metrics.active(state == RelayStatus.State.RELAYING);
    }
}
