package shop.messaging.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.messaging.relay.OutboxDatabase.payloads;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.testing.servers.Infrastructure;

/** One relay in this process; tests with several processes are in {@link RelayProcessIT}. */
class OutboxRelayIT {

    private static final int PARTITIONS = 2;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private OutboxDatabase database;
    private TopicReader topic;
    private OutboxRelay relay;

    @BeforeEach
    void prepare() {
        database = OutboxDatabase.create(Infrastructure.postgres(), OutboxDatabase.uniqueName());
        Infrastructure.kafka().createTopics(List.of(database.topic()), PARTITIONS);
        topic = new TopicReader(Infrastructure.kafka().bootstrapServers(), database.topic(), PARTITIONS);
        relay = newRelay();
    }

    @AfterEach
    void stop() throws Exception {
        relay.stop();
        topic.close();
        database.dropSlots();
    }

    @Test
    void eventsArriveInCommitOrderAsCloudEvents() throws Exception {
        relay.start();
        database.append("a", 1, 20);
        database.append("b", 1, 20);
        database.append("a", 21, 20);

        soon().until(() -> topic.readOn().size() == 60);

        assertThat(topic.firstOccurrences()).containsEntry("a", payloads(1, 40)).containsEntry("b", payloads(1, 20));
        var record = topic.readOn().getFirst();
        assertThat(TopicReader.header(record, "ce_specversion")).isEqualTo("1.0");
        assertThat(TopicReader.header(record, "ce_source"))
                .isEqualTo("/" + database.roles().name());
        assertThat(TopicReader.header(record, "ce_type")).isEqualTo("sample.noted.v1");
        assertThat(TopicReader.header(record, "ce_subject")).isEqualTo(record.key());
        assertThat(TopicReader.header(record, "content-type")).isEqualTo("application/json");
        assertThat(TopicReader.header(record, "traceparent")).isNull();
        assertThat(Instant.parse(TopicReader.header(record, "ce_time")))
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(meters.counter("shop.outbox.published").count()).isEqualTo(60);
    }

    @Test
    void gracefulRestartPublishesNothingTwice() throws Exception {
        startAndAwaitRelaying();
        for (int round = 0; round < 5; round++) {
            database.append("a", round * 10 + 1, 10);
            int expected = (round + 1) * 10;
            soon().until(() -> topic.readOn().size() >= expected);
            restart();
        }
        assertThat(topic.readOn(Duration.ofSeconds(1), _ -> {})).hasSize(50);
    }

    @Test
    void gracefulStopInTheMiddleOfABacklogPublishesNothingTwice() throws Exception {
        startAndAwaitRelaying();
        for (int i = 0; i < 50; i++) {
            database.append("a", i * 100 + 1, 100);
        }
        for (int i = 0; i < 3; i++) {
            restart();
        }
        soon().until(() -> topic.readOn().size() >= 5000);
        assertThat(topic.readOn(Duration.ofSeconds(1), _ -> {})).hasSize(5000);
        assertThat(topic.firstOccurrences()).containsEntry("a", payloads(1, 5000));
    }

    @Test
    void transactionOpenAcrossARestartIsPublishedWhole() throws Exception {
        startAndAwaitRelaying();
        try (Connection open = database.app()) {
            open.setAutoCommit(false);
            database.append(open, "open", 1, 5);
            database.append("other", 1, 5);
            soon().until(() -> topic.readOn().size() == 5);
            restart();
            database.append("other", 6, 5);
            soon().until(() -> topic.readOn().size() == 10);
            restart();
            database.append(open, "open", 6, 5);
            open.commit();
        }
        soon().until(() -> topic.readOn().size() == 20);
        assertThat(topic.firstOccurrences()).containsEntry("open", payloads(1, 10));
    }

    @Test
    void transactionOpenAcrossATerminatedWalsenderIsPublishedWhole() throws Exception {
        startAndAwaitRelaying();
        try (Connection open = database.app()) {
            open.setAutoCommit(false);
            database.append(open, "open", 1, 5);
            database.append("other", 1, 5);
            soon().until(() -> topic.readOn().size() == 5);
            terminateWalsender();
            database.append("other", 6, 5);
            soon().until(() -> {
                topic.readOn();
                return topic.distinct() == 10;
            });
            terminateWalsender();
            database.append(open, "open", 6, 5);
            open.commit();
        }
        soon().until(() -> {
            topic.readOn();
            return topic.distinct() == 20;
        });
        assertThat(topic.firstOccurrences()).containsEntry("open", payloads(1, 10));
    }

    @Test
    void eventsOfATimeWithoutASlotAreNotSkipped() throws Exception {
        startAndAwaitRelaying();
        database.append("a", 1, 10);
        soon().until(() -> topic.readOn().size() == 10);
        relay.stop();
        database.dropSlots();
        database.append("a", 11, 10);

        relay = newRelay();
        startAndAwaitRelaying();
        database.append("a", 21, 10);

        soon().until(() -> {
            topic.readOn();
            return topic.distinct() == 30;
        });
        assertThat(topic.firstOccurrences()).containsEntry("a", payloads(1, 30));
        assertThat(Relays.reEmitted(meters, "slot")).isEqualTo(20);
    }

    @Test
    void recoveryThatDiedHalfWayStartsOver() throws Exception {
        database.append("a", 1, 10);
        // What is left after a process died between the creation of the slot and the last acknowledgement.
        database.asSuperuser(
                "select pg_create_logical_replication_slot('" + database.slot() + "_recovery', 'pgoutput')");
        database.append("a", 11, 10);

        startAndAwaitRelaying();

        soon().until(() -> topic.readOn().size() == 20);
        assertThat(topic.firstOccurrences()).containsEntry("a", payloads(1, 20));
        assertThat(database.query(
                        "select count(*) from pg_replication_slots where slot_name = '" + database.slot()
                                + "_recovery'",
                        Long.class))
                .isZero();
    }

    @Test
    void slotOfAnotherDatabaseIsRefusedAndLeftAlone() throws Exception {
        try (Connection elsewhere = Infrastructure.postgres().connect("postgres");
                var statement = elsewhere.createStatement()) {
            statement.execute("select pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
        }
        relay.start();
        database.append("a", 1, 10);

        soon().until(() -> relay.status().state() == RelayStatus.State.FAILING);
        assertThat(relay.status().detail()).contains("belongs to somebody else");
        assertThat(database.query(
                        "select database::text from pg_replication_slots where slot_name = '" + database.slot() + "'",
                        String.class))
                .isEqualTo("postgres");

        database.dropSlots();
        soon().until(() -> topic.readOn().size() == 10);
    }

    @Test
    void idleOutboxHoldsNoLogOfOtherTablesBack() throws Exception {
        startAndAwaitRelaying();
        database.append("a", 1, 10);
        soon().until(() -> topic.readOn().size() == 10);
        database.asSuperuser("create table foreign_rows (text text)");
        for (int i = 0; i < 16; i++) {
            database.asSuperuser("insert into foreign_rows select repeat('x', 1000) from generate_series(1, 2000)");
        }
        assertThat(lagBytes()).isGreaterThan(1_000_000);

        soon().until(() -> lagBytes() < 1_000_000);
        assertThat(topic.readOn()).hasSize(10);
    }

    private long lagBytes() throws Exception {
        return database.query(
                "select pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)::bigint from pg_replication_slots"
                        + " where slot_name = '" + database.slot() + "'",
                Long.class);
    }

    private void terminateWalsender() throws Exception {
        soon().until(() -> Boolean.TRUE.equals(database.query(
                "select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = '"
                        + database.slot() + "' and active",
                Boolean.class)));
    }

    private void startAndAwaitRelaying() {
        relay.start();
        soon().until(() -> relay.status().state() == RelayStatus.State.RELAYING);
    }

    private void restart() {
        relay.stop();
        relay = newRelay();
        startAndAwaitRelaying();
    }

    private OutboxRelay newRelay() {
        return Relays.relay(
                Relays.settings(
                        database.url(), database.slot(), database.roles().relay()),
                Infrastructure.kafka().bootstrapServers(),
                meters);
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }
}
