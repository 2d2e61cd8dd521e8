package shop.messaging.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.testing.servers.Infrastructure;

/** The connectors of {@code k8s/components/kafka-connect} publish the same records as the relay, from the same slot. */
class ConnectorIT {

    private static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final OutboxDatabase database =
            OutboxDatabase.create(Infrastructure.postgres(), OutboxDatabase.uniqueName());
    private final List<SourceRecord> published = new CopyOnWriteArrayList<>();

    @AfterEach
    void dropSlots() throws SQLException {
        database.dropSlots();
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkout", "inventory", "order"})
    void connectorPublishesWhatTheRelayWould(String service) throws Exception {
        Properties config = config(service);
        database.asSuperuser("select pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
        append(service, "with-trace", TRACEPARENT);
        append(service, "without", null);

        try (var executor = Executors.newSingleThreadExecutor();
                var engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                        .using(config)
                        .notifying((RecordChangeEvent<SourceRecord> change) -> published.add(change.record()))
                        .build()) {
            executor.execute(engine);
            await().atMost(Duration.ofSeconds(60)).until(() -> events(service).size() == 2);
        }

        List<ProducerRecord<String, byte[]>> byTheRelay = rows();
        assertThat(events(service)).hasSameSizeAs(byTheRelay);
        for (int i = 0; i < byTheRelay.size(); i++) {
            SourceRecord event = events(service).get(i);
            ProducerRecord<String, byte[]> expected = byTheRelay.get(i);
            assertThat(event.topic()).isEqualTo(expected.topic());
            assertThat(event.key()).isEqualTo(expected.key());
            assertThat(text(converter(config, "value.converter")
                            .fromConnectData(event.topic(), event.valueSchema(), event.value())))
                    .isEqualTo(text(expected.value()));
            assertThat(headers(config, event)).isEqualTo(headers(expected));
        }
    }

    private List<SourceRecord> events(String service) {
        return published.stream()
                .filter(record -> record.topic().equals(service + ".events"))
                .toList();
    }

    private void append(String service, String key, String traceparent) throws SQLException {
        try (var connection = database.app();
                var insert = connection.prepareStatement(
                        "insert into outbox (aggregatetype, aggregateid, type, payload,"
                                + " traceparent) values (?, ?, 'sample.noted.v1', '{\"n\": 1, \"text\":  \"a b\"}', ?)")) {
            insert.setString(1, service);
            insert.setString(2, key);
            insert.setString(3, traceparent);
            insert.execute();
        }
    }

    private List<ProducerRecord<String, byte[]>> rows() throws SQLException {
        var rows = new ArrayList<ProducerRecord<String, byte[]>>();
        try (var connection = database.app();
                var statement = connection.createStatement();
                var found = statement.executeQuery("select " + OutboxRecord.COLUMNS + " from outbox order by id")) {
            while (found.next()) {
                rows.add(OutboxRecord.from(found).toKafka());
            }
        }
        return rows;
    }

    private static Map<String, String> headers(ProducerRecord<String, byte[]> record) {
        var headers = new TreeMap<String, String>();
        record.headers().forEach(header -> headers.put(header.key(), text(header.value())));
        return headers;
    }

    private static Map<String, String> headers(Properties config, SourceRecord record) throws Exception {
        var converter = (HeaderConverter) Class.forName(config.getProperty("header.converter"))
                .getConstructor()
                .newInstance();
        converter.configure(Map.of("converter.type", "header"));
        var headers = new TreeMap<String, String>();
        record.headers()
                .forEach(header -> headers.put(
                        header.key(),
                        text(converter.fromConnectHeader(
                                record.topic(), header.key(), header.schema(), header.value()))));
        return headers;
    }

    private static Converter converter(Properties config, String name) throws ReflectiveOperationException {
        var converter = (Converter)
                Class.forName(config.getProperty(name)).getConstructor().newInstance();
        converter.configure(Map.of(), false);
        return converter;
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private Properties config(String service) throws IOException {
        var config = new Properties();
        config.putAll(ShippedConnector.of(service).against(database));
        config.put("name", service);
        config.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        config.put("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        return config;
    }
}
