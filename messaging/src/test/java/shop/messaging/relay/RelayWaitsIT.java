package shop.messaging.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import shop.testing.servers.Infrastructure;

/** Whatever the relay waits for, it says so: what, who holds it, and what ends it. */
@ExtendWith(OutputCaptureExtension.class)
class RelayWaitsIT {

    private static final int PARTITIONS = 2;

    private OutboxDatabase database;
    private OutboxRelay relay;

    @BeforeEach
    void prepare() {
        database = OutboxDatabase.create(Infrastructure.postgres(), OutboxDatabase.uniqueName());
        relay = newRelay(database);
    }

    @AfterEach
    void stop() throws Exception {
        relay.stop();
        database.dropSlots();
    }

    @Test
    void openTransactionOfAnotherDatabaseIsNamed() throws Exception {
        Infrastructure.kafka().createTopics(List.of(database.topic()), PARTITIONS);
        try (Connection elsewhere = Infrastructure.postgres().connect("postgres")) {
            elsewhere.setAutoCommit(false);
            int process = number(elsewhere, "select pg_current_xact_id() is not null, pg_backend_pid()");
            relay.start();

            awaitWaiting("process " + process, "database postgres", "select pg_terminate_backend(" + process + ")");
            assertThat(new RelayHealthIndicator(relay).health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
            soon().until(() -> relay.waitingSeconds() > 0);

            relay.stop();
            soon().until(() -> database.query(
                            "select count(*) from pg_replication_slots where active and database = current_database()",
                            Long.class)
                    == 0);
            relay = newRelay(database);
            relay.start();
            awaitWaiting("process " + process);
            elsewhere.rollback();
        }
        soon().until(() -> relay.status().state() == RelayStatus.State.RELAYING);
        assertThat(relay.waitingSeconds()).isZero();
    }

    @Test
    void missingTopicIsNamed() throws Exception {
        relay.start();
        database.append("a", 1, 5);

        awaitWaiting("topic '" + database.topic() + "'");

        Infrastructure.kafka().createTopics(List.of(database.topic()), PARTITIONS);
        soon().until(() -> relay.status().state() == RelayStatus.State.RELAYING);
        awaitPublished(5);
    }

    @Test
    void eventThatTheTopicRefusesIsNamedWithTheWayOn() throws Exception {
        Infrastructure.kafka().createTopics(List.of(database.topic()), PARTITIONS);
        largestMessage(1000);
        relay.start();
        database.asSuperuser("insert into outbox (aggregatetype, aggregateid, type, payload) select '"
                + database.roles().name() + "', 'a', 'sample.noted.v1', to_json(repeat('x', 5000))");
        String id = database.query("select id::text from outbox", String.class);

        awaitWaiting(id, "sample.noted.v1", "5002 bytes", "topic '" + database.topic() + "'", "max.message.bytes");

        largestMessage(1_000_000);
        soon().until(() -> relay.status().state() == RelayStatus.State.RELAYING);
        awaitPublished(1);
    }

    @Test
    void standbyNamesTheReaderOfTheSlot() throws Exception {
        Infrastructure.kafka().createTopics(List.of(database.topic()), PARTITIONS);
        relay.start();
        soon().until(() -> relay.status().state() == RelayStatus.State.RELAYING);
        OutboxRelay second = newRelay(database);
        try {
            second.start();
            soon().until(() -> second.status().state() == RelayStatus.State.STANDBY);
            int reader = database.query(
                    "select active_pid from pg_replication_slots where slot_name = '" + database.slot() + "'",
                    Integer.class);
            assertThat(second.status().detail())
                    .contains(
                            "process " + reader, "database " + database.roles().name());
            try (Connection connection = Infrastructure.postgres().connect("postgres")) {
                assertThat(Holder.ofTheSlot(connection, database.slot(), 0)).contains("process " + reader);
                assertThat(Holder.ofTheSlot(connection, database.slot(), reader))
                        .as("a relay that has just got the slot is no other reader")
                        .isNull();
            }
        } finally {
            second.stop();
        }
    }

    @Test
    void lackOfConnectionsForReplicationIsSaid() throws Exception {
        Infrastructure.kafka().createTopics(List.of(database.topic()), PARTITIONS);
        try (var narrow = Infrastructure.newPostgres(Map.of("max_wal_senders", "1"))) {
            narrow.start();
            OutboxDatabase crowded =
                    OutboxDatabase.create(narrow, database.roles().name());
            OutboxRelay second = newRelay(crowded);
            try {
                second.start();
                soon().until(() -> second.status().state() == RelayStatus.State.RELAYING);
                second.stop();
                try (Connection _ = new RelayDatabase(
                                crowded.url(), crowded.roles().relay(), Infrastructure.PASSWORD)
                        .connectForReplication()) {
                    second.start();
                    soon().until(() -> second.status().state() == RelayStatus.State.FAILING
                            && second.status().detail().contains("max_wal_senders"));
                }
                soon().until(() -> second.status().state() == RelayStatus.State.RELAYING);
            } finally {
                second.stop();
            }
        }
    }

    /** It could not take over, so it does not stand by, and says why. */
    @Test
    void standbyWithoutAConnectionForReplicationIsNone() throws Exception {
        Infrastructure.kafka().createTopics(List.of(database.topic()), PARTITIONS);
        try (var narrow = Infrastructure.newPostgres(Map.of("max_wal_senders", "1"))) {
            narrow.start();
            OutboxDatabase crowded =
                    OutboxDatabase.create(narrow, database.roles().name());
            OutboxRelay first = newRelay(crowded);
            OutboxRelay second = newRelay(crowded);
            try {
                first.start();
                soon().until(() -> first.status().state() == RelayStatus.State.RELAYING);
                second.start();
                soon().until(() -> {
                    assertThat(second.status().state()).isNotEqualTo(RelayStatus.State.STANDBY);
                    return second.status().state() == RelayStatus.State.FAILING
                            && second.status().detail().contains("max_wal_senders");
                });
                first.stop();
                soon().until(() -> second.status().state() == RelayStatus.State.RELAYING);
            } finally {
                first.stop();
                second.stop();
            }
        }
    }

    @Test
    void brokerThatIsAwayIsSaid() throws Exception {
        try (var kafka = Infrastructure.newKafka()) {
            kafka.start();
            kafka.createTopics(List.of(database.topic()), PARTITIONS);
            relay = newRelay(database, kafka.bootstrapServers());
            relay.start();
            database.append("a", 1, 5);
            awaitPublished(5);

            kafka.kill();
            database.append("a", 6, 5);
            awaitWaiting("Kafka", "topic '" + database.topic() + "'");
            assertThat(new RelayHealthIndicator(relay).health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);

            kafka.start();
            soon().until(() -> relay.status().state() == RelayStatus.State.RELAYING);
            awaitPublished(10);
            relay.stop();
        }
    }

    /** The real producer's clock cannot be moved here; that it is replaced, in each state of the relay, can be seen. */
    @Test
    void producerIsReplacedAfterTheClockWentBack() throws Exception {
        Infrastructure.kafka().createTopics(List.of(database.topic()), PARTITIONS);
        var clock = new AtomicReference<>(Clock.systemUTC());
        relay = newRelay(database, clock);
        OutboxRelay second = newRelay(database, clock);
        try {
            relay.start();
            soon().until(() -> relay.status().state() == RelayStatus.State.RELAYING);
            second.start();
            soon().until(() -> second.status().state() == RelayStatus.State.STANDBY);
            OutboxPublisher first = relay.publisher();
            OutboxPublisher standby = second.publisher();

            clock.set(Clock.offset(Clock.systemUTC(), Duration.ofHours(1)));
            database.append("a", 1, 5);
            awaitPublished(5);
            assertThat(relay.publisher()).as("after the clock went ahead").isSameAs(first);
            clock.set(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(30)));

            soon().until(() -> relay.publisher() != null && relay.publisher() != first);
            clock.set(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-30)));
            soon().until(() -> second.publisher() != null && second.publisher() != standby);
            database.append("a", 6, 5);
            awaitPublished(10);
            soon().until(() -> Set.of(relay.status().state(), second.status().state())
                    .equals(Set.of(RelayStatus.State.RELAYING, RelayStatus.State.STANDBY)));
        } finally {
            second.stop();
        }
    }

    /** A run that is to end does so even while it waits for room among what Kafka has not acknowledged. */
    @Test
    void producerIsReplacedAlsoWhileKafkaAcknowledgesNothing(CapturedOutput output) throws Exception {
        try (var kafka = Infrastructure.newKafka()) {
            kafka.start();
            kafka.createTopics(List.of(database.topic()), PARTITIONS);
            var clock = new AtomicReference<>(Clock.systemUTC());
            relay = newRelay(database, clock, kafka.bootstrapServers());
            relay.start();
            soon().until(() -> relay.status().state() == RelayStatus.State.RELAYING);
            database.append("a", 1, 5);
            awaitPublished(5);

            kafka.kill();
            // More than may be in flight.
            database.append("a", 6, 1_500);
            awaitWaiting("Kafka");
            clock.set(Clock.offset(Clock.systemUTC(), Duration.ofHours(-1)));
            soon().until(() ->
                    output.getOut().contains("failed and starts again: the clock of this process went back"));

            kafka.start();
            awaitPublished(1_505);
            relay.stop();
        }
    }

    private void awaitWaiting(String... parts) {
        soon().until(() -> relay.status().state() == RelayStatus.State.WAITING
                && List.of(parts).stream().allMatch(relay.status().detail()::contains));
    }

    private void awaitPublished(long events) {
        soon().until(() -> database.query(
                        "select count(*) from outbox, relay_progress where pg_visible_in_snapshot(transaction_id, published)",
                        Long.class)
                == events);
    }

    private void largestMessage(int bytes) throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", Infrastructure.kafka().bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, database.topic()),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", String.valueOf(bytes)),
                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    private static int number(Connection connection, String query) throws Exception {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getInt(2);
        }
    }

    private static OutboxRelay newRelay(OutboxDatabase database) {
        return newRelay(database, Infrastructure.kafka().bootstrapServers());
    }

    private static OutboxRelay newRelay(OutboxDatabase database, AtomicReference<Clock> clock) {
        return newRelay(database, clock, Infrastructure.kafka().bootstrapServers());
    }

    private static OutboxRelay newRelay(
            OutboxDatabase database, AtomicReference<Clock> clock, String bootstrapServers) {
        Clock settable = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Instant instant() {
                return clock.get().instant();
            }
        };
        return Relays.relay(
                Relays.settings(
                        database.url(), database.slot(), database.roles().relay()),
                bootstrapServers,
                new SimpleMeterRegistry(),
                settable);
    }

    private static OutboxRelay newRelay(OutboxDatabase database, String bootstrapServers) {
        return Relays.relay(
                Relays.settings(
                        database.url(), database.slot(), database.roles().relay()),
                bootstrapServers,
                new SimpleMeterRegistry());
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }
}
