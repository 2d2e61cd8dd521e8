package shop.messaging.relay;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;
import shop.eventcodec.Topic;

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

    /** What is over sooner is not worth a word. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** An event that was refused and does not come again for so long will not come any more. */
    private static final Duration REFUSAL_KNOWN = Duration.ofSeconds(30);

    /** How far the wall clock may be set back, or drift, before the producer is replaced. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(1);

    /** A relay that lives gives the server a sign of life every two seconds. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);

    private static final ExponentialBackOff BACK_OFF = backOff(Duration.ofMillis(50), Duration.ofSeconds(5));

    private final RelayProperties settings;
    private final RelaySlot slot;
    private final RelayDatabase database;
    private final SlotRecovery recovery;
    private final OutboxProof proof;
    private final Republisher republisher;
    private final Supplier<OutboxPublisher> publishers;
    private final RelayMetrics metrics;
    private final Clock clock;

    private volatile BackOffExecution backOff = BACK_OFF.start();
    private volatile boolean running;
    private volatile @Nullable Thread thread;
    private volatile @Nullable OutboxPublisher publisher;
    private volatile @Nullable RelayEngine engine;
    private volatile RelayStatus status;
    private volatile @Nullable Instant troubledSince;

    /** Why Kafka did not take an event, until it takes one. */
    private volatile @Nullable Refusal refusal;

    private @Nullable Instant lockRefusedAt;

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
        this.recovery = new SlotRecovery(
                slot,
                database,
                settings.maxInFlight(),
                metrics.published(),
                metrics.reEmitted(RelayMetrics.Reason.SLOT),
                recoveryObserver());
        this.republisher =
                new Republisher(database, this::streamingEngine, metrics.reEmitted(RelayMetrics.Reason.REQUEST));
        this.proof = new OutboxProof(this, database, slot.name(), metrics, clock);
        this.status = new RelayStatus(RelayStatus.State.STOPPED, "", clock.instant());
    }

    @Override
    public synchronized void start() {
        if (running) {
            return;
        }
        running = true;
        thread = Thread.ofPlatform().name("outbox-relay").daemon().start(this::relayUntilStopped);
        proof.start();
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
            proof.stop();
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
    InFlight.@Nullable Unacknowledged oldestUnacknowledged() {
        RelayEngine current = engine;
        return current == null ? null : current.oldestUnacknowledged();
    }

    /** What sends to Kafka now; null while there is none, and after the clock went back until there is another. */
    @Nullable OutboxPublisher publisher() {
        return publisher;
    }

    Republisher republisher() {
        return republisher;
    }

    OutboxProof proof() {
        return proof;
    }

    /** The engine that reads the slot, null while none does. */
    @Nullable RelayEngine streamingEngine() {
        RelayEngine current = engine;
        return current != null && current.streaming() ? current : null;
    }

    private void relayUntilStopped() {
        while (running) {
            try (OutboxPublisher current = publishers.get()) {
                publisher = current;
                while (running && relay(current)) {
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
            OutboxPublication.require(keeping);
            if (slot.tryLockToRead(keeping)) {
                lockRefusedAt = null;
                if (slot.inspect(keeping).isThere()) {
                    stream(publisher, keeping);
                    return false;
                }
            } else {
                waitForTheLock(keeping);
            }
        }
        if (recovery.recover(publisher)) {
            refusal = null;
        } else {
            // Another relay recovers the slot, and nothing says when it is done.
            Thread.sleep(settings.slotRetryInterval());
        }
        return true;
    }

    private void waitForTheLock(Connection connection) throws SQLException {
        Instant now = clock.instant();
        if (lockRefusedAt == null) {
            lockRefusedAt = now;
        } else if (Duration.between(lockRefusedAt, now).compareTo(PATIENCE) > 0) {
            String holder = Holder.ofTheLock(connection, slot.name());
            waiting("for another process that replaces the slot" + (holder == null ? "" : ": " + holder));
        }
    }

    private SlotRecovery.Observer recoveryObserver() {
        return new SlotRecovery.Observer() {
            @Override
            public void republishing() {
                if (refusal == null) {
                    status(RelayStatus.State.RECOVERING, "publishing the retained rows again");
                }
            }

            @Override
            public void waiting(String forWhat) {
                OutboxRelay.this.waiting(forWhat);
            }

            @Override
            public boolean wanted() {
                return running;
            }
        };
    }

    private void stream(OutboxPublisher publisher, Connection keeping) {
        if (status.state() != RelayStatus.State.FAILING && status.state() != RelayStatus.State.WAITING) {
            status(RelayStatus.State.STARTING, "");
        }
        var current = new RelayEngine(settings, slot.name(), database, publisher, this::acknowledged, this::relaying);
        engine = current;
        Thread.ofVirtual().name("outbox-relay-watch").start(() -> watch(current, keeping));
        try {
            Throwable failure = current.run(() -> running);
            if (failure != null) {
                failed(failure);
            }
        } finally {
            engine = null;
            metrics.active(false);
        }
    }

    /**
     * Watches the slot while the engine waits for it, because the engine would go on trying even for a slot that is gone. Then
     * closes the connection.
     */
    private void watch(RelayEngine current, Connection keeping) {
        try (keeping) {
            var reader = new SlotReader(slot.name(), LONGEST_SILENCE);
            int idle = 0;
            while (!current.awaitStreaming(WATCH_INTERVAL)) {
                switch (slot.inspect(keeping)) {
                    case FREE -> {
                        if (WATCH_INTERVAL.multipliedBy(++idle).compareTo(PATIENCE) > 0) {
                            waiting("for the connector to read the slot, which is free");
                        }
                    }
                    case TAKEN -> standingBy(current, keeping, reader);
                    case MISSING, LOST, UNKNOWN_PROGRESS -> current.stop(Duration.ZERO);
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

    private void standingBy(RelayEngine current, Connection keeping, SlotReader reader) throws SQLException {
        String holder = reader.look(keeping, current.serverProcess());
        if (current.streaming() || holder == null) {
            return;
        }
        if (reader.isSilent()) {
            waiting(
                    "for the slot, whose reader gives no sign of life; the server frees it after wal_sender_timeout if nobody is"
                            + " there: " + holder);
        } else if (current.standsBy() && status.state() != RelayStatus.State.STANDBY) {
            refusal = null;
            status(RelayStatus.State.STANDBY, "another process reads the slot: " + holder);
            log.info("Another process relays the outbox; this one takes over when the slot '{}' is free.", slot.name());
        }
    }

    /** An event that Kafka did not take, as of the last time that it was tried. */
    private record Refusal(UUID event, String cause, Instant at) {}

    private void acknowledged(UUID event) {
        metrics.published().increment();
        proof.acknowledged(event);
        Refusal refused = refusal;
        if (refused != null && refused.event().equals(event)) {
            refusal = null;
            status(RelayStatus.State.RELAYING, "");
        }
    }

    private void relaying() {
        Refusal refused = refusal;
        proof.lookSoon();
        if (refused != null) {
            // The same event comes again; whether Kafka takes it now is known when it has.
            status(RelayStatus.State.WAITING, refused.cause());
            return;
        }
        backOff = BACK_OFF.start();
        status(RelayStatus.State.RELAYING, "");
        log.info("This process relays the outbox: it reads the slot '{}'.", slot.name());
    }

    /**
     * Called every two seconds: after the wall clock went back, Kafka's producer would wait until it is where it was. A new
     * producer starts at the slot instead, as after any failure.
     */
    void noticeClock() {
        OutboxPublisher current = publisher;
        if (!running || current == null || current.clockWentBackBy().compareTo(CLOCK_TOLERANCE) <= 0) {
            return;
        }
        var reason = new IllegalStateException(
                "the clock of this process went back by "
                        + current.clockWentBackBy().toSeconds()
                        + " s, and Kafka's producer would wait until it is where it was. A new producer goes on from the slot.");
        publisher = null;
        RelayEngine reader = engine;
        if (reader != null && reader.streaming()) {
            reader.fail(reason);
        } else if (reader != null) {
            log.warn("The relay of the slot '{}' starts again: {}", slot.name(), reason.getMessage());
            stopQuietly(reader);
        }
        current.close();
    }

    /** Called every two seconds: Kafka's client tries again without limit and says nothing to its caller. */
    void noticeKafkasSilence() {
        if (streamingEngine() == null) {
            return;
        }
        Refusal refused = refusal;
        if (refused != null) {
            if (Duration.between(refused.at(), clock.instant()).compareTo(REFUSAL_KNOWN) < 0) {
                return;
            }
            // Kafka refuses at once. So the event has gone, by somebody's hand.
            refusal = null;
        }
        InFlight.Unacknowledged oldest = oldestUnacknowledged();
        if (oldest != null && oldest.waiting().compareTo(PATIENCE) > 0) {
            waiting("for Kafka to acknowledge events in the topic '"
                    + Topic.nameOf(oldest.row().aggregateType())
                    + "'. Is the broker there, does the topic exist, has it enough replicas in sync?");
        } else if (status.state() == RelayStatus.State.WAITING) {
            status(RelayStatus.State.RELAYING, "");
            log.info("The relay of the slot '{}' has got what it waited for.", slot.name());
        }
    }

    private void waiting(String forWhat) {
        RelayStatus current = status;
        if (running
                && !(current.state() == RelayStatus.State.WAITING
                        && current.detail().equals(forWhat))) {
            status(RelayStatus.State.WAITING, forWhat);
            log.warn("The relay of the slot '{}' waits {}", slot.name(), forWhat);
        }
    }

    /** How long it has neither relayed nor stood by, in seconds. */
    double waitingSeconds() {
        Instant since = troubledSince;
        return since == null
                ? 0
                : Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1000.0);
    }

    private void failed(Throwable reason) {
        if (!running) {
            log.debug("Interrupted by the stop", reason);
            return;
        }
        String cause = causeOf(reason);
        if (reason instanceof RefusedEventException refused) {
            Refusal before = refusal;
            refusal = new Refusal(refused.event(), cause, clock.instant());
            status(RelayStatus.State.WAITING, cause);
            if (before != null && before.event().equals(refused.event())) {
                log.debug("Refused again: {}", cause);
                return;
            }
        } else {
            status(RelayStatus.State.FAILING, cause);
        }
        log.warn("The relay of the slot '{}' failed and starts again: {}", slot.name(), cause);
        log.debug("The failure of the relay", reason);
    }

    /** Debezium wraps what happened in sentences that say nothing. The driver's sentence and the last cause say something. */
    private static String causeOf(Throwable reason) {
        String driver = "";
        Throwable root = reason;
        while (root.getCause() != null && !(root instanceof RefusedEventException)) {
            if (root instanceof SQLException && root.getMessage() != null) {
                driver = root.getMessage() + " ";
            }
            root = root.getCause();
        }
        return driver + (root.getMessage() == null ? root.toString() : root.getMessage());
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
        switch (state) {
            case RELAYING, STANDBY, STOPPED -> troubledSince = null;
            case STARTING, RECOVERING, WAITING, FAILING -> {
                if (troubledSince == null) {
                    troubledSince = clock.instant();
                }
            }
        }
        metrics.active(streamingEngine() != null);
    }
}
