package shop.messaging.relay;

import io.debezium.connector.postgresql.PostgresConnector;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of Debezium's engine, from the slot's position to the first failure or the stop; never started twice.
 *
 * <p>The engine stores no offsets and does not retry by itself, because version 3.6 loses events when it does either. Sends stay
 * in flight across batches. After each batch the last record is marked up to which everything is acknowledged; the engine then
 * confirms the last commit before that record to the slot. If the process dies between the acknowledgement and the
 * confirmation, the records are sent again, and consumers drop them by their ids.
 */
final class RelayEngine implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {

    private static final Logger log = LoggerFactory.getLogger(RelayEngine.class);

    /** Each engine of a process needs a name of its own, for its JMX beans. */
    private static final AtomicLong RUNS = new AtomicLong();

    private final RelayProperties settings;
    private final OutboxPublisher publisher;
    private final Counter published;
    private final Runnable onStreaming;
    private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
    private final InFlight<RecordChangeEvent<SourceRecord>> inFlight;
    private final CountDownLatch streamingOrEnded = new CountDownLatch(1);
    private final CountDownLatch drained = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private @Nullable Object transactionOfLastSent;
    private boolean refusesNewTransactions;
    private volatile @Nullable UUID newestRead;
    private volatile boolean polling;
    private volatile boolean streaming;
    private volatile boolean draining;
    private volatile @Nullable Throwable failure;

    RelayEngine(
            RelayProperties settings,
            String slot,
            RelayDatabase database,
            OutboxPublisher publisher,
            Counter published,
            Runnable onStreaming) {
        this.settings = settings;
        this.publisher = publisher;
        this.published = published;
        this.onStreaming = onStreaming;
        this.inFlight = new InFlight<>(settings.maxInFlight());
        this.engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                .using(engineSettings(settings, slot, database))
                .using((_, _, error) -> failure = error)
                .using(new DebeziumEngine.ConnectorCallback() {
                    @Override
                    public void pollingStarted() {
                        // Before this moment the engine cannot be closed cleanly.
                        polling = true;
                    }
                })
                .notifying(this)
                .build();
    }

    /**
     * Runs until it is stopped or fails.
     *
     * @param wanted asked once, before the start: a stop may have come in between
     * @return why it failed, null if it was stopped
     */
    @Nullable Throwable run(BooleanSupplier wanted) {
        try {
            if (wanted.getAsBoolean()) {
                engine.run();
            }
            return failure;
        } finally {
            ended.countDown();
            drained.countDown();
            streamingOrEnded.countDown();
        }
    }

    /**
     * Ends the run. If it is streaming, it first sends the current transaction to its end and waits, at most for
     * {@code patience}, until everything sent is acknowledged and confirmed; then the next relay publishes nothing twice.
     */
    void stop(Duration patience) throws InterruptedException {
        draining = true;
        if (streaming && !drained.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            log.warn(
                    "The broker did not acknowledge everything within {}; the next relay sends the rest again.",
                    patience);
        }
        while (!ended.await(20, TimeUnit.MILLISECONDS)) {
            if (polling) {
                close();
            }
        }
    }

    /** Waits until this engine reads the slot or the run is over. @return false if neither has happened yet */
    boolean awaitStreaming(Duration patience) throws InterruptedException {
        return streamingOrEnded.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether this engine reads the slot. */
    boolean streaming() {
        return streaming;
    }

    @Nullable UUID oldestUnacknowledged() {
        return inFlight.oldestUnacknowledged();
    }

    /** The newest event read from the log. */
    @Nullable UUID newestRead() {
        return newestRead;
    }

    @Override
    public void handleBatch(
            List<RecordChangeEvent<SourceRecord>> batch,
            DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        if (!streaming) {
            streaming = true;
            onStreaming.run();
            streamingOrEnded.countDown();
        }
        for (RecordChangeEvent<SourceRecord> change : batch) {
            throwIfFailed();
            take(change);
        }
        throwIfFailed();
        RecordChangeEvent<SourceRecord> last = inFlight.acknowledgedUpTo();
        if (last != null) {
            committer.markProcessed(last);
        }
        committer.markBatchFinished();
        if (draining
                && inFlight.isEmpty()
                && (refusesNewTransactions || last != null && OutboxRecord.from(last.record()) == null)) {
            drained.countDown();
        }
    }

    private void take(RecordChangeEvent<SourceRecord> change) throws InterruptedException {
        if (refusesNewTransactions) {
            return;
        }
        OutboxRecord row = OutboxRecord.from(change.record());
        if (row == null) {
            inFlight.addAcknowledged(change);
            return;
        }
        Object transaction = change.record().sourceOffset().get("txId");
        if (draining && !Objects.equals(transaction, transactionOfLastSent)) {
            // Marking a record confirms the commit before it, not the record itself.
            refusesNewTransactions = true;
            inFlight.addAcknowledged(change);
            return;
        }
        publisher.send(row, inFlight.add(change, row.id()), inFlight, published);
        transactionOfLastSent = transaction;
        newestRead = row.id();
    }

    private void throwIfFailed() {
        Exception reason = inFlight.failure();
        if (reason != null) {
            throw new IllegalStateException("Kafka refused an event: " + reason.getMessage(), reason);
        }
    }

    private void close() {
        try {
            engine.close();
        } catch (IllegalStateException e) {
            // It is already ending.
            log.debug("The engine cannot be closed now", e);
        } catch (IOException e) {
            log.warn("The engine did not close in order", e);
        }
    }

    private static Properties engineSettings(RelayProperties settings, String slot, RelayDatabase database) {
        String name = slot + "-" + RUNS.incrementAndGet();
        Properties engine = database.forDebezium();
        engine.putAll(Map.ofEntries(
                Map.entry("name", name),
                Map.entry("topic.prefix", name),
                Map.entry("connector.class", PostgresConnector.class.getName()),
                Map.entry("plugin.name", "pgoutput"),
                Map.entry("slot.name", slot),
                Map.entry("publication.name", RelaySlot.PUBLICATION),
                Map.entry("publication.autocreate.mode", "disabled"),
                Map.entry("table.include.list", "public.outbox")));
        // The slot is the only position.
        engine.put("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        // How often the position is confirmed; what was sent since is sent again after a crash.
        engine.put("offset.flush.interval.ms", "200");
        engine.put("snapshot.mode", "no_data");
        engine.put("errors.max.retries", "0");
        // While another relay reads the slot, the engine goes on trying to get it; OutboxRelay watches the slot.
        engine.put("slot.max.retries", String.valueOf(Integer.MAX_VALUE - 1));
        engine.put(
                "slot.retry.delay.ms",
                String.valueOf(settings.slotRetryInterval().toMillis()));
        engine.put("retriable.restart.connector.wait.ms", "100");
        // A heartbeat confirms the last transaction. The driver confirms the log of other tables while the outbox is
        // idle.
        engine.put("heartbeat.interval.ms", "100");
        engine.put("lsn.flush.mode", "connector_and_driver");
        // Well below the relay role's wal_sender_timeout of ten seconds.
        engine.put("status.update.interval.ms", "2000");
        engine.put("poll.interval.ms", String.valueOf(settings.pollInterval().toMillis()));
        engine.put("max.batch.size", "1");
        engine.put("max.queue.size", "8192");
        engine.put("record.processing.threads", "1");
        engine.put("tombstones.on.delete", "false");
        engine.put("executor.shutdown.timeout.ms", "500");
        return engine;
    }
}
