package shop.messaging.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.messaging.relay.OutboxDatabase.payloads;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.testing.servers.Infrastructure;

/** What was committed is published, whatever happens to the publication, the slot and the tables. */
class OutboxProofIT {

    private static final int PARTITIONS = 2;

    private static final String DROP = "drop publication outbox";

    private static final String MAKE = "create publication outbox for table outbox"
            + " (id, aggregatetype, aggregateid, type, payload, traceparent)"
            + " with (publish = 'insert', publish_via_partition_root = true)";

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
    void eventsCommittedWhileThereIsNoPublicationArrive() throws Exception {
        startAndAwaitRelaying();
        database.append("a", 1, 5);
        soon().until(() -> topic.readOn().size() == 5);

        database.asSuperuser(DROP);
        database.append("a", 6, 20);
        database.asSuperuser(MAKE);
        database.append("b", 1, 5);

        awaitDistinct(30);
        assertThat(topic.firstOccurrences()).containsEntry("a", payloads(1, 25)).containsEntry("b", payloads(1, 5));
        assertThat(Relays.reEmitted(meters, "gap")).isEqualTo(20);
        assertThat(relay.proof().newestGap()).isNotNull();
    }

    /** The log holds them, but the server never shows them: not even after the publication is right again. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            drop publication outbox | does not exist
            alter publication outbox set (publish = 'update') | leaves inserts out
            alter publication outbox set table outbox; alter publication outbox set (publish_via_partition_root = false) | shows partitions
            alter publication outbox set table outbox where (type = 'other') | has a row filter
            alter publication outbox set table outbox (id, payload) | leaves out columns
            alter publication outbox drop table outbox | does not hold the table
            """)
    void wrongPublicationIsSaidAndNothingIsLostWhenItIsRightAgain(String change, String problem) throws Exception {
        startAndAwaitRelaying();
        database.append("a", 1, 5);
        soon().until(() -> topic.readOn().size() == 5);

        database.asSuperuser(change);
        database.append("a", 6, 5);
        soon().until(() -> relay.status().state() == RelayStatus.State.FAILING
                && relay.status().detail().contains(problem));
        assertThat(relay.status().detail()).contains(MAKE);
        database.append("a", 11, 5);
        soon().until(() -> relay.proof().lagSeconds() > 0);

        database.asSuperuser("drop publication if exists outbox");
        database.asSuperuser(MAKE);
        database.append("a", 16, 5);

        awaitDistinct(20);
        soon().until(() -> relay.proof().lagSeconds() == 0);
        assertThat(topic.firstOccurrences().get("a")).containsExactlyInAnyOrderElementsOf(payloads(1, 20));
    }

    @Test
    void wrongPublicationIsSaidAtTheStart() throws Exception {
        database.asSuperuser(DROP);
        relay.start();

        soon().until(() -> relay.status().detail().contains("The publication 'outbox' does not exist"));
    }

    @Test
    void slotThatSomebodyMovedForwardHidesNothing() throws Exception {
        startAndAwaitRelaying();
        database.append("a", 1, 5);
        soon().until(() -> topic.readOn().size() == 5);
        relay.stop();
        database.append("a", 6, 20);
        database.asSuperuser("select pg_replication_slot_advance('" + database.slot() + "', pg_current_wal_lsn())");

        relay = newRelay();
        startAndAwaitRelaying();

        awaitDistinct(25);
        assertThat(topic.firstOccurrences()).containsEntry("a", payloads(1, 25));
        assertThat(Relays.reEmitted(meters, "unproven")).isEqualTo(20);
    }

    @Test
    void partitionThatIsNotInTheLogHidesNothing() throws Exception {
        startAndAwaitRelaying();
        database.append("a", 1, 5);
        soon().until(() -> topic.readOn().size() == 5);

        database.asSuperuser("""
                do $$ declare partition text; begin
                    for partition in select inhrelid::regclass::text from pg_inherits where inhparent = 'outbox'::regclass loop
                        execute 'alter table ' || partition || ' set unlogged';
                    end loop;
                end $$""");
        database.append("a", 6, 20);

        awaitDistinct(25);
        assertThat(topic.firstOccurrences()).containsEntry("a", payloads(1, 25));
    }

    @Test
    void openTransactionsAndEventsInFlightAreNoGap() throws Exception {
        startAndAwaitRelaying();
        try (Connection open = database.app()) {
            open.setAutoCommit(false);
            database.append(open, "open", 1, 5);
            for (int i = 0; i < 20; i++) {
                database.append("a", i * 50 + 1, 50);
            }
            soon().until(() -> topic.readOn().size() == 1000);
            awaitProven(1000);
            database.append(open, "open", 6, 5);
            open.commit();
        }
        soon().until(() -> topic.readOn().size() == 1010);
        awaitProven(1010);

        assertThat(topic.firstOccurrences()).containsEntry("open", payloads(1, 10));
        for (String reason : List.of("gap", "unproven")) {
            assertThat(Relays.reEmitted(meters, reason)).isZero();
        }
        assertThat(topic.readOn()).hasSize(1010);
    }

    @Test
    void restoredProgressOfAnotherServerIsNotBelieved() throws Exception {
        startAndAwaitRelaying();
        database.append("a", 1, 5);
        soon().until(() -> topic.readOn().size() == 5);
        relay.stop();
        database.asSuperuser("update relay_progress set server = 1, published = '900000000:900000000:'");
        database.asSuperuser("update outbox set transaction_id = '800000000'");

        relay = newRelay();
        startAndAwaitRelaying();
        database.append("a", 6, 5);

        soon().until(() -> topic.readOn().size() == 15);
        assertThat(topic.firstOccurrences()).containsEntry("a", payloads(1, 10));
        awaitProven(10);
        assertThat(Relays.reEmitted(meters, "slot")).isEqualTo(5);
    }

    @Test
    void progressThatIsLostWhileTheRelayRunsIsMadeAgain() throws Exception {
        startAndAwaitRelaying();
        database.append("a", 1, 5);
        soon().until(() -> topic.readOn().size() == 5);
        database.asSuperuser("delete from relay_progress");

        soon().until(() -> topic.readOn().size() == 10);
        awaitProven(5);
    }

    @Test
    void rowsThatAnotherServerNumberedAreProvenOnce() throws Exception {
        startAndAwaitRelaying();
        database.asSuperuser("insert into outbox (aggregatetype, aggregateid, type, payload, transaction_id)"
                + " select '" + database.roles().name() + "', 'a', 'sample.noted.v1', '{\"n\" : 1}', '800000000'");

        awaitDistinct(1);
        awaitProven(1);
        assertThat(topic.readOn()).hasSize(1);
    }

    /** A chunk is 10,000 rows. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void largeBacklogIsProvenInParts(boolean oneTransaction) throws Exception {
        for (int i = 0; i < 25; i++) {
            database.append("a", i * 1000 + 1, oneTransaction ? 25_000 - i * 1000 : 1000);
            i += oneTransaction ? 25 : 0;
        }
        try (Connection connection = relayConnection()) {
            assertThat(proven(connection, Set.of())).hasSize(25_000);
            assertThat(proven(connection, Set.of())).isEmpty();
        }
    }

    @Test
    void oneUnprovenEventAmongManyKeepsOnlyItsTransactionBack() throws Exception {
        for (int i = 0; i < 5; i++) {
            database.append("a", i * 3 + 1, 3);
        }
        UUID late = database.query("select id from outbox order by id offset 7 limit 1", UUID.class);
        try (Connection connection = relayConnection()) {
            assertThat(proven(connection, Set.of(late))).hasSize(12).doesNotContain(late);
            assertThat(proven(connection, Set.of(late))).isEmpty();
            assertThat(proven(connection, Set.of())).hasSize(3).contains(late);
        }
    }

    @Test
    void moreUnprovenTransactionsThanCanBeRememberedAreComparedAgain() throws Exception {
        var late = new ArrayList<UUID>();
        for (int i = 0; i < 300; i++) {
            database.append("a", i, 1);
        }
        try (Connection connection = relayConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select id from outbox order by id")) {
            while (rows.next()) {
                if (rows.getRow() % 2 == 0) {
                    late.add(rows.getObject(1, UUID.class));
                }
            }
        }
        try (Connection connection = relayConnection()) {
            assertThat(proven(connection, Set.copyOf(late)))
                    .hasSizeBetween(90, 110)
                    .doesNotContainAnyElementsOf(late);
            assertThat(proven(connection, Set.of())).hasSizeBetween(190, 210);
        }
    }

    @Test
    void outboxAtRestWritesNothing() throws Exception {
        startAndAwaitRelaying();
        database.append("a", 1, 5);
        soon().until(() -> topic.readOn().size() == 5);
        awaitProven(5);
        String before = database.query("select relay_progress::text from relay_progress", String.class);

        await().during(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(10))
                .until(() ->
                        before.equals(database.query("select relay_progress::text from relay_progress", String.class)));
    }

    private List<UUID> proven(Connection connection, Set<UUID> unacknowledged) throws Exception {
        return OutboxComparison.compare(connection, database.slot(), id -> !unacknowledged.contains(id))
                .proven();
    }

    private Connection relayConnection() throws Exception {
        return new RelayDatabase(database.url(), database.roles().relay(), Infrastructure.PASSWORD).connect();
    }

    /** Waits until this many rows are in transactions that are proven. */
    private void awaitProven(long count) {
        soon().until(() -> database.query(
                        "select count(*) from outbox, relay_progress where transaction_id < pg_snapshot_xmax(published)"
                                + " and pg_visible_in_snapshot(transaction_id, published)",
                        Long.class)
                == count);
    }

    private void awaitDistinct(int count) {
        soon().until(() -> {
            topic.readOn();
            return topic.distinct() == count;
        });
    }

    private void startAndAwaitRelaying() {
        relay.start();
        soon().until(() -> relay.status().state() == RelayStatus.State.RELAYING);
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
