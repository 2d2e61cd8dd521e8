package shop.messaging.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.messaging.relay.OutboxDatabase.payloads;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.testing.servers.Infrastructure;

/** The connector of {@code k8s/components/kafka-connect} in a real worker that stores offsets, through kills and back again. */
class KafkaConnectIT {

    private static final int PARTITIONS = 2;

    private final OutboxDatabase database =
            OutboxDatabase.create(Infrastructure.postgres(), OutboxDatabase.uniqueName());
    private final String name = database.roles().name();
    private final String kafka = Infrastructure.kafka().bootstrapServers();
    private final List<ConnectWorker> workers = new ArrayList<>();
    private TopicReader topic;

    @TempDir
    private Path folder;

    @BeforeEach
    void prepare() throws SQLException {
        Infrastructure.kafka().createTopics(List.of(database.topic(), "__debezium-heartbeat." + name), PARTITIONS);
        topic = new TopicReader(kafka, database.topic(), PARTITIONS);
        database.asSuperuser("select pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
    }

    @AfterEach
    void stop() {
        workers.forEach(ConnectWorker::close);
        topic.close();
        soon().ignoreExceptions().untilAsserted(database::dropSlots);
    }

    @Test
    void recordsAreTheRelaysByPartitionKeyValueAndHeaders() throws Exception {
        OutboxRelay relay = relay(database.slot() + "_relay");
        relay.start();
        soon().until(() -> relay.status().state() == RelayStatus.State.RELAYING);
        connector();
        for (int i = 0; i < 79; i++) {
            database.append("key-" + i, 1, 2);
            database.asSuperuser("insert into outbox (aggregatetype, aggregateid, type, payload, traceparent) values ('"
                    + name + "', 'key-" + i + "', 'sample.noted.v1', '{\"text\":  \"ü b\"}',"
                    + " '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')");
        }

        soon().until(() -> topic.readOn().size() >= 2 * 237);

        relay.stop();
        Collection<List<Map<String, Object>>> byId = topic.readOn().stream()
                .collect(Collectors.groupingBy(
                        TopicReader::id, Collectors.mapping(KafkaConnectIT::everything, Collectors.toList())))
                .values();
        assertThat(byId).hasSize(237).allSatisfy(pair -> {
            assertThat(pair).hasSize(2);
            assertThat(pair.get(0)).isEqualTo(pair.get(1));
        });
    }

    @Test
    void killWithAQuietOutboxBesideAnotherDatabaseThatWritesIsNoEnd() throws Exception {
        ConnectWorker first = connector();
        database.append("a", 1, 20);
        awaitEvents(20);
        soon().until(() -> first.storedOffset(name) > 0);
        OutboxDatabase other = OutboxDatabase.create(Infrastructure.postgres(), OutboxDatabase.uniqueName());
        soon().until(() -> {
            other.append("noise", 1, 5000);
            // Otherwise the server looks at it every 15 seconds.
            other.asSuperuser("select pg_log_standby_snapshot()");
            return forgotten() > first.storedOffset(name);
        });
        first.kill();
        database.append("a", 21, 20);

        ConnectWorker second = worker();

        soon().untilAsserted(() -> assertThat(second.state(name)).isEqualTo("RUNNING"));
        awaitEvents(40);
        assertThat(topic.firstOccurrences()).containsEntry("a", payloads(1, 40));
    }

    @Test
    void killInTheMiddleOfALargeTransactionLosesNothing() throws Exception {
        int rows = 60_000;
        ConnectWorker first = connector();
        database.append("b", 1, 1);
        awaitEvents(1);
        soon().until(() -> first.storedOffset(name) > 0);
        long before = first.storedOffset(name);
        database.append("a", 1, rows);
        soon().until(() -> first.storedOffset(name) > before);
        first.kill();
        topic.readOn();
        assertThat(topic.distinct()).isLessThan(rows);
        database.append("a", rows + 1, 20);

        worker();

        awaitEvents(1 + rows + 20);
        assertThat(topic.firstOccurrences()).containsEntry("a", payloads(1, rows + 20));
    }

    @Test
    void wayBackToTheRelayAndHereAgainLosesNothing() throws Exception {
        ConnectWorker worker = connector();
        database.append("a", 1, 20);
        awaitEvents(20);
        assertThat(worker.deleteOffsets(name)).as("while it runs").isFalse();

        soon().until(() -> worker.stop(name));
        soon().until(() -> worker.state(name).equals("STOPPED"));
        database.append("a", 21, 20);
        soon().until(() -> worker.deleteOffsets(name));
        assertThat(worker.storedOffset(name)).isZero();
        soon().until(() -> worker.deleteConnector(name));

        OutboxRelay relay = relay(database.slot());
        relay.start();
        awaitEvents(40);
        relay.stop();

        database.append("a", 41, 20);
        soon().until(() -> worker.run(name, config()));
        awaitEvents(60);
        assertThat(topic.firstOccurrences()).containsEntry("a", payloads(1, 60));
    }

    private ConnectWorker worker() {
        ConnectWorker worker = ConnectWorker.start(name, kafka, folder);
        workers.add(worker);
        return worker;
    }

    private ConnectWorker connector() throws Exception {
        ConnectWorker worker = worker();
        Map<String, String> config = config();
        soon().until(() -> worker.run(name, config));
        soon().untilAsserted(() -> assertThat(worker.state(name)).isEqualTo("RUNNING"));
        return worker;
    }

    private Map<String, String> config() throws Exception {
        Map<String, String> config = ShippedConnector.of("order").against(database);
        config.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        config.put("tasks.max", "1");
        config.put("topic.prefix", name);
        config.put("transforms.source.value.literal", "/" + name);
        return config;
    }

    private OutboxRelay relay(String slot) {
        return Relays.relay(
                Relays.settings(database.url(), slot, database.roles().relay()), kafka, new SimpleMeterRegistry());
    }

    private void awaitEvents(int distinct) {
        soon().until(() -> {
            topic.readOn();
            return topic.distinct() >= distinct;
        });
    }

    /** Up to where the server does not keep its log for this slot any more. */
    private long forgotten() throws SQLException {
        return database.query(
                "select (restart_lsn - '0/0')::bigint from pg_replication_slots where slot_name = '" + database.slot()
                        + "'",
                Long.class);
    }

    private static Map<String, Object> everything(ConsumerRecord<String, byte[]> record) {
        var everything = new TreeMap<String, Object>();
        record.headers().forEach(header -> everything.put("header " + header.key(), text(header.value())));
        everything.put("headers", record.headers().toArray().length);
        everything.put("partition", record.partition());
        everything.put("key", record.key());
        everything.put("value", TopicReader.text(record));
        return everything;
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "nothing" : new String(bytes, StandardCharsets.UTF_8);
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(100));
    }
}
