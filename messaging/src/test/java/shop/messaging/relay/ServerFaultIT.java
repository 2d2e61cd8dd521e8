package shop.messaging.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.messaging.relay.OutboxDatabase.payloads;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.testing.servers.Infrastructure;
import shop.testing.servers.TestKafka;
import shop.testing.servers.TestPostgres;

/** Servers of the test's own, to be killed. */
class ServerFaultIT {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TestPostgres postgres = Infrastructure.newPostgres(Map.of("max_slot_wal_keep_size", "16MB"));
    private final TestKafka kafka = Infrastructure.newKafka();
    private OutboxDatabase database;
    private OutboxRelay relay;

    @BeforeEach
    void prepare() {
        postgres.start();
        database = OutboxDatabase.create(postgres, OutboxDatabase.uniqueName());
        relay = Relays.relay(
                Relays.settings(
                        database.url(), database.slot(), database.roles().relay()),
                kafka.bootstrapServers(),
                meters);
    }

    @AfterEach
    void stop() {
        relay.stop();
        kafka.close();
        postgres.close();
    }

    @Test
    void brokerAndDatabaseMayComeLateAndDieAtAnyTime() throws Exception {
        postgres.stop();
        relay.start();
        soon().until(() -> relay.status().state() == RelayStatus.State.FAILING);

        postgres.start();
        kafka.start();
        kafka.createTopics(List.of(database.topic()), 2);
        database.append("a", 1, 100);
        try (var topic = new TopicReader(kafka.bootstrapServers(), database.topic(), 2)) {
            soon().until(() -> topic.readOn().size() >= 100);

            for (int i = 0; i < 10; i++) {
                database.append("a", 101 + i * 10, 10);
            }
            kafka.kill();
            for (int i = 0; i < 10; i++) {
                database.append("a", 201 + i * 10, 10);
            }
            kafka.start();
            soon().until(() -> {
                topic.readOn();
                return topic.distinct() == 300;
            });

            for (int i = 0; i < 10; i++) {
                database.append("a", 301 + i * 10, 10);
            }
            postgres.kill();
            postgres.start();
            database.append("a", 401, 100);
            soon().until(() -> {
                topic.readOn();
                return topic.distinct() == 500;
            });
            assertThat(topic.firstOccurrences()).containsEntry("a", payloads(1, 500));
        }
        assertThat(relay.status().state()).isEqualTo(RelayStatus.State.RELAYING);
    }

    @Test
    void invalidatedSlotIsReplacedAndNothingIsLost() throws Exception {
        kafka.start();
        kafka.createTopics(List.of(database.topic()), 2);
        relay.start();
        soon().until(() -> relay.status().state() == RelayStatus.State.RELAYING);
        database.append("a", 1, 10);
        relay.stop();

        database.append("a", 11, 10);
        database.asSuperuser("create table filler (text text)");
        soon().until(() -> {
            database.asSuperuser("insert into filler select repeat('x', 1000) from generate_series(1, 2000)");
            database.asSuperuser("select pg_switch_wal()");
            database.asSuperuser("checkpoint");
            return "lost".equals(database.query("select wal_status from pg_replication_slots", String.class));
        });

        relay = Relays.relay(
                Relays.settings(
                        database.url(), database.slot(), database.roles().relay()),
                kafka.bootstrapServers(),
                meters);
        relay.start();
        soon().until(() -> relay.status().state() == RelayStatus.State.RELAYING);
        database.append("a", 21, 10);
        try (var topic = new TopicReader(kafka.bootstrapServers(), database.topic(), 2)) {
            soon().until(() -> {
                topic.readOn();
                return topic.distinct() == 30;
            });
            assertThat(topic.firstOccurrences()).containsEntry("a", payloads(1, 30));
        }
        assertThat(Relays.reEmitted(meters, "slot")).isEqualTo(20);
    }

    /** An engine that started during the recovery would create the slot too late and skip events. */
    @Test
    void nobodyReadsASlotThatIsBeingReplaced() throws Exception {
        kafka.start();
        kafka.createTopics(List.of(database.topic()), 2);
        relay.start();
        soon().until(() -> relay.status().state() == RelayStatus.State.RELAYING);
        relay.stop();
        var slot = new RelaySlot(database.slot());
        try (var replacing = postgres.connect(database.roles().name())) {
            soon().until(() -> slot.tryLockToReplace(replacing));

            relay.start();
            await().during(Duration.ofSeconds(3))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> relay.status().state() != RelayStatus.State.RELAYING);
        }
        soon().until(() -> relay.status().state() == RelayStatus.State.RELAYING);
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(20));
    }
}
