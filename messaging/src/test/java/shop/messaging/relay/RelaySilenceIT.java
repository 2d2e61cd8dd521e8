package shop.messaging.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.messaging.relay.OutboxDatabase.payloads;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import shop.build.localservers.PostgresServer;
import shop.testing.servers.Infrastructure;
import shop.testing.servers.Replication;

/** Connections that nobody closes and on which nobody speaks. */
class RelaySilenceIT {

    private static final int PARTITIONS = 2;

    @Test
    void hostThatVanishesWithoutAWordIsNoticed() throws Exception {
        OutboxDatabase database = database(Infrastructure.postgres());
        URI address = URI.create(database.url().substring("jdbc:".length()));
        try (var road = SilentRoad.to(new InetSocketAddress(address.getHost(), address.getPort()))) {
            try (var relaying =
                    new Relaying(database, "jdbc:postgresql://127.0.0.1:" + road.port() + address.getPath())) {
                road.silence(true);
                database.append("a", 6, 5);
                soon().until(() -> relaying.relay.status().state() == RelayStatus.State.FAILING
                        && relaying.relay.status().detail().contains("silent"));

                road.silence(false);
                relaying.awaitTen();
            }
        } finally {
            soon().ignoreExceptions().untilAsserted(database::dropSlots);
        }
    }

    @Test
    void serverProcessThatHangsIsNoticed() throws Exception {
        try (var servers = new Replication()) {
            servers.primary().start();
            OutboxDatabase database = database(servers.primary());
            try (var relaying = new Relaying(database, database.url())) {
                int walsender =
                        database.query("select active_pid from pg_replication_slots where active", Integer.class);
                signal("STOP", walsender);
                try {
                    database.append("a", 6, 5);
                    soon().until(() -> relaying.relay.status().state() == RelayStatus.State.WAITING
                            && relaying.relay.status().detail().contains("process " + walsender));
                    assertThat(relaying.topic.readOn()).hasSize(5);
                } finally {
                    signal("CONT", walsender);
                }
                relaying.awaitTen();
            }
        }
    }

    /** A relay that has published five events. */
    private static final class Relaying implements AutoCloseable {

        private final TopicReader topic;
        private final OutboxRelay relay;

        private Relaying(OutboxDatabase database, String url) throws SQLException {
            topic = new TopicReader(Infrastructure.kafka().bootstrapServers(), database.topic(), PARTITIONS);
            relay = Relays.relay(
                    Relays.settings(url, database.slot(), database.roles().relay()),
                    Infrastructure.kafka().bootstrapServers(),
                    new SimpleMeterRegistry());
            relay.start();
            soon().until(() -> relay.status().state() == RelayStatus.State.RELAYING);
            database.append("a", 1, 5);
            soon().until(() -> topic.readOn().size() == 5);
        }

        private void awaitTen() {
            soon().until(() -> {
                topic.readOn();
                return topic.distinct() == 10;
            });
            assertThat(topic.firstOccurrences()).containsEntry("a", payloads(1, 10));
        }

        @Override
        public void close() {
            relay.stop();
            topic.close();
        }
    }

    private static OutboxDatabase database(PostgresServer postgres) {
        OutboxDatabase database = OutboxDatabase.create(postgres, OutboxDatabase.uniqueName());
        Infrastructure.kafka().createTopics(List.of(database.topic()), PARTITIONS);
        return database;
    }

    private static void signal(String name, int process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process))
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }
}
