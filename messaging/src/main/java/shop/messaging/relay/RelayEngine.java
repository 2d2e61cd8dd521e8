package shop.messaging.relay;

import io.debezium.config.CommonConnectorConfig;
import io.debezium.config.Configuration;
import io.debezium.connector.common.CdcSourceTaskContext;
import io.debezium.connector.postgresql.PostgresConnector;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import java.sql.SQLException;
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
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of Debezium's connector, from the slot's position to the first failure or the stop; never started twice.
 *
 * <p>The connector's task runs on the caller's thread, without Debezium's engine, which hands every event to a second thread and
 * writes and reads back every offset. No offset is stored and a task that has read is never started again, because version 3.6
 * loses events when it resumes. Sends stay in flight across batches. A few times a second the task learns the last record up to
 * which everything is acknowledged; it then confirms the last commit before that record to the slot. If the process dies
 * between the acknowledgement and the confirmation, the records are sent again, and consumers drop them by their ids.
 */
final class RelayEngine {

    private static final Logger log = LoggerFactory.getLogger(RelayEngine.class);

    /** Each run in a process needs a name of its own, for its JMX beans. */
    private static final AtomicLong RUNS = new AtomicLong();

    /** How often the position is confirmed; what was sent since is sent again after a crash. */
    private static final Duration CONFIRM = Duration.ofMillis(200);

    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(5);

    /** Longer than a connection may be silent. */
    private static final Duration END_TIMEOUT = Duration.ofSeconds(15);

    private static final Duration REHEARSAL_OF_SENDING = Duration.ofSeconds(2);

    /** How long a poll waits for a record; during its last millisecond it spins. Usually a heartbeat ends it earlier. */
    private static final Duration POLL = Duration.ofMillis(500);

    /** How long the reader sleeps after five peeks without a message. */
    private static final Duration READER_PAUSE = Duration.ofMillis(1);

    private final OutboxPublisher publisher;
    private final Consumer<UUID> onAcknowledged;
    private final Runnable onStreaming;
    private final Task task = new Task();
    private final Map<String, String> taskSettings;
    private final RelayDatabase database;
    private final Duration slotRetryInterval;
    private final InFlight<SourceRecord> inFlight;
    private final CountDownLatch streamingOrEnded = new CountDownLatch(1);
    private final CountDownLatch drained = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private @Nullable Object transactionOfLastSent;
    private boolean refusesNewTransactions;
    private long confirmedAt = System.nanoTime();

    /** Whether {@link #acknowledged} comes after the commit of everything sent, so that confirming it confirms all. */
    private boolean confirmsAll = true;

    private @Nullable Map<String, ?> confirming;
    private @Nullable Thread confirmer;
    private volatile @Nullable SourceRecord acknowledged;
    private volatile int serverProcess;
    private volatile boolean standingBy;
    private volatile boolean streaming;
    private volatile boolean draining;
    private volatile boolean stopping;

    RelayEngine(
            RelayProperties settings,
            String slot,
            RelayDatabase database,
            OutboxPublisher publisher,
            Consumer<UUID> onAcknowledged,
            Runnable onStreaming) {
        this.publisher = publisher;
        this.onAcknowledged = onAcknowledged;
        this.onStreaming = onStreaming;
        this.inFlight = new InFlight<>(settings.maxInFlight());
        this.database = database;
        this.slotRetryInterval = settings.slotRetryInterval();
        this.taskSettings = taskSettings(slot, database);
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
                stream();
            }
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        } catch (Exception e) {
            // What another thread found comes first: the producer that it closes fails with a sentence of its own.
            RuntimeException cause = inFlight.failure();
            return cause == null ? e : cause;
        } finally {
            ended.countDown();
            drained.countDown();
            streamingOrEnded.countDown();
        }
    }

    private void stream() throws InterruptedException {
        task.initialize(new TaskContext(taskSettings, () -> acknowledged));
        task.start(taskSettings);
        try {
            while (!stopping) {
                List<SourceRecord> batch = task.poll();
                if (batch != null && !batch.isEmpty()) {
                    handle(batch);
                }
                confirm();
            }
        } finally {
            stopTask();
        }
    }

    /** Also confirms what is acknowledged, but not while another thread does. */
    private void stopTask() throws InterruptedException {
        try {
            if (confirmer != null) {
                confirmer.join(CONFIRM_TIMEOUT);
            }
            task.stop();
        } catch (RuntimeException e) {
            log.warn("The connector did not stop in order", e);
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
        stopping = true;
        if (!ended.await(patience.plus(END_TIMEOUT).toMillis(), TimeUnit.MILLISECONDS)) {
            log.warn("The connector has not ended yet; it is left alone.");
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

    /** Whether another process reads the slot, and all that this engine has left to do is to take it when it is free. */
    boolean standsBy() {
        return standingBy && !streaming;
    }

    /** The process of the server that reads the slot for this engine, or will; 0 if there is none yet. */
    int serverProcess() {
        return serverProcess;
    }

    InFlight.@Nullable Unacknowledged oldestUnacknowledged() {
        return inFlight.oldestUnacknowledged();
    }

    /**
     * Publishes a row that the log did not show, and returns before it is acknowledged. Called by another thread than the one
     * that reads: a row of the same key that is being read at this moment may come before or after it.
     */
    void publishUnread(OutboxRecord row) {
        publisher.send(row, inFlight.withoutPosition(row), inFlight, onAcknowledged);
    }

    /**
     * Publishes rows that were published before, from another thread than the one that reads. Returns when Kafka has acknowledged
     * them. The run goes on if it refuses one: they hold no position back, and nothing has to come after them.
     *
     * @throws RefusedEventException if Kafka has refused one
     */
    void publishAgain(List<OutboxRecord> rows) {
        var again = new InFlight<SourceRecord>(rows.size());
        rows.forEach(row -> publisher.send(row, again.withoutPosition(row), again, _ -> {}));
        publisher.flush();
        RuntimeException refusal = again.failure();
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Whether the run has failed, even if it has not ended yet. */
    boolean hasFailed() {
        return inFlight.failure() != null;
    }

    /** Ends the run as failed, from another thread, even while it waits for room in flight. */
    void fail(RuntimeException reason) {
        inFlight.failed(reason);
    }

    private void handle(List<SourceRecord> batch) throws InterruptedException {
        if (!streaming) {
            streaming = true;
            onStreaming.run();
            streamingOrEnded.countDown();
        }
        for (SourceRecord change : batch) {
            throwIfFailed();
            take(change);
        }
    }

    private void take(SourceRecord change) throws InterruptedException {
        if (refusesNewTransactions) {
            return;
        }
        OutboxRecord row = OutboxRecord.from(change);
        if (row == null) {
            inFlight.addAcknowledged(change);
            return;
        }
        Object transaction = change.sourceOffset().get("txId");
        if (draining && !Objects.equals(transaction, transactionOfLastSent)) {
            // Marking a record confirms the commit before it, not the record itself.
            refusesNewTransactions = true;
            inFlight.addAcknowledged(change);
            return;
        }
        publisher.send(row, inFlight.add(change, row), inFlight, onAcknowledged);
        transactionOfLastSent = transaction;
        confirmsAll = false;
    }

    private void confirm() throws InterruptedException {
        throwIfFailed();
        SourceRecord last = inFlight.acknowledgedUpTo();
        if (last != null) {
            acknowledged = last;
            confirmsAll = inFlight.isEmpty() && (refusesNewTransactions || OutboxRecord.from(last) == null);
        }
        if (draining && confirmsAll) {
            // The stop of the task confirms it.
            stopping = true;
            drained.countDown();
        }
        SourceRecord newest = acknowledged;
        if (newest != null
                && !newest.sourceOffset().equals(confirming)
                && System.nanoTime() - confirmedAt >= CONFIRM.toNanos()
                && (confirmer == null || !confirmer.isAlive())) {
            confirming = newest.sourceOffset();
            confirmedAt = System.nanoTime();
            confirmer = Thread.ofVirtual().name("outbox-relay-confirm").start(this::confirmAcknowledged);
        }
    }

    /** Waits for the lock that the driver holds while the reader waits for a message; sending must not wait for that. */
    private void confirmAcknowledged() {
        try {
            task.performCommit();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void throwIfFailed() {
        RuntimeException failure = inFlight.failure();
        if (failure != null) {
            throw failure;
        }
    }

    static Map<String, String> taskSettings(String slot, RelayDatabase database) {
        String name = slot + "-" + RUNS.incrementAndGet();
        Properties task = database.forDebezium();
        task.putAll(Map.ofEntries(
                Map.entry("name", name),
                Map.entry("topic.prefix", name),
                Map.entry("connector.class", PostgresConnector.class.getName()),
                Map.entry("plugin.name", "pgoutput"),
                Map.entry("slot.name", slot),
                Map.entry("publication.name", OutboxPublication.NAME),
                Map.entry("publication.autocreate.mode", "disabled"),
                Map.entry("table.include.list", "public.outbox"),
                // Not published, and of a type that Debezium warns of.
                Map.entry("column.exclude.list", "public.outbox.transaction_id")));
        task.put("snapshot.mode", "no_data");
        task.put("errors.max.retries", "0");
        // SlotConnection waits while another relay reads the slot; whatever else is wrong ends the run and is said.
        task.put("slot.max.retries", "0");
        task.put("retriable.restart.connector.wait.ms", "100");
        // A heartbeat confirms the last transaction. The driver confirms the log of other tables while the outbox is
        // idle.
        task.put("heartbeat.interval.ms", "100");
        task.put("lsn.flush.mode", "connector_and_driver");
        // Well below the relay role's wal_sender_timeout of eight seconds.
        task.put("status.update.interval.ms", "2000");
        task.put("poll.interval.ms", String.valueOf(POLL.toMillis()));
        task.put("max.batch.size", "1");
        task.put("max.queue.size", "8192");
        task.put("tombstones.on.delete", "false");
        task.put("executor.shutdown.timeout.ms", "500");
        return task.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().toString(),
                        entry -> entry.getValue().toString()));
    }

    private final class Task extends PostgresConnectorTask {

        /** Debezium has one setting for the wait of a poll and for the sleep of the reader, during which it notices nothing. */
        @Override
        public CdcSourceTaskContext<PostgresConnectorConfig> preStart(Configuration config) {
            return super.preStart(config.edit()
                    .with(CommonConnectorConfig.POLL_INTERVAL_MS, READER_PAUSE.toMillis())
                    .build());
        }

        @Override
        protected ReplicationConnection buildReplicationConnection(
                PostgresConnection connection, PostgresSchema schema, PostgresConnectorConfig config)
                throws SQLException {
            return new SlotConnection(
                    super.buildReplicationConnection(connection, schema, config),
                    config.slotName(),
                    slotRetryInterval,
                    new Progress());
        }
    }

    private final class Progress implements SlotConnection.Observer {

        @Override
        public void triesAs(int process) {
            serverProcess = process;
        }

        @Override
        public void standsBy() throws InterruptedException {
            if (Rehearsal.isNew()) {
                rehearse();
            }
            standingBy = true;
        }

        @Override
        public boolean wanted() {
            return !stopping;
        }
    }

    /** A takeover goes on without it, only slower; so a failure is not worth a stop. */
    private void rehearse() throws InterruptedException {
        Thread producer = Thread.ofVirtual().name("outbox-relay-rehearsal").start(this::rehearseSending);
        try {
            log.debug("{} events came through the rehearsal", Rehearsal.play(taskSettings));
        } catch (RuntimeException e) {
            log.warn("The rehearsal of a takeover failed; the takeover itself will be slower", e);
        }
        producer.join(REHEARSAL_OF_SENDING);
    }

    /** Nothing is sent: the producer only learns who leads the partitions of the topic, and gets its id. */
    private void rehearseSending() {
        try {
            OutboxRecord.topicOfTheNewest(database).ifPresent(publisher::prepare);
        } catch (SQLException | RuntimeException e) {
            log.debug("The producer is not prepared", e);
        }
    }
}
