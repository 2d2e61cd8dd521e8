package shop.tools.audit;

import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import shop.build.localservers.PostgresServer;
import shop.build.localservers.ServiceDatabase;
import shop.testing.servers.Infrastructure;

/**
 * A shop with the services' own migrations on a real PostgreSQL and a real broker, whose orders are made up: this class writes
 * what services, relays and consumers would. One SKU, ten on hand.
 */
final class OrderedShop implements AutoCloseable {

    private static final String TIME = "2026-11-22T10:00:00Z";

    private final PostgresServer postgres;
    private final String brokers;
    private final Map<String, Map<TopicPartition, OffsetAndMetadata>> positions = new HashMap<>();
    private final KafkaProducer<String, String> producer;
    private final Admin admin;

    /** On running servers that have the topics. */
    OrderedShop(PostgresServer postgres, String brokers) throws Exception {
        this.postgres = postgres;
        this.brokers = brokers;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new StringSerializer(), new StringSerializer());
        admin = Admin.create(Map.of("bootstrap.servers", brokers));
        migrate("checkout");
        migrate("inventory");
        migrate("order");
        run("inventory", """
                insert into products (sku, name, description, price_minor, currency, changed_at)
                values ('CUP', 'Cup', '', 1999, 'EUR', now());
                insert into stock (sku, on_hand, reserved) values ('CUP', 10, 0);
                insert into stock_intakes (idempotency_key, sku, quantity, received_at)
                values ('one', 'CUP', 4, now()), ('two', 'CUP', 6, now());
                """);
    }

    StackAddress stack() {
        return new StackAddress(
                URI.create(postgres.url("order").substring("jdbc:".length())).getAuthority(),
                brokers,
                ServiceDatabase.AUDITOR,
                Infrastructure.PASSWORD);
    }

    KafkaProducer<String, String> producer() {
        return producer;
    }

    /** Accepted, reserved and confirmed; everybody has handled every event. */
    void confirmedOrder(String order) throws Exception {
        placedOrder(order);
        event("inventory", "inventory.stock-reserved.v1", order, """
                "reservedAt":"%s","lines":[{"sku":"CUP","quantity":1}]
                """.formatted(TIME), """
                insert into reservations (order_id, state, decided_at) values ('%1$s', 'RESERVED', now());
                insert into reservation_lines (order_id, sku, quantity) values ('%1$s', 'CUP', 1);
                update stock set reserved = reserved + 1;
                """.formatted(order));
        event("order", "order.confirmed.v1", order, """
                "shopperId":"%s","confirmedAt":"%s"
                """.formatted(order, TIME), """
                update orders set status = 'CONFIRMED', stock_reserved_at = now() where order_id = '%s'
                """.formatted(order));
        commitPositions();
    }

    /** Accepted; order-service knows it, inventory has handled the event and not answered. */
    void placedOrder(String order) throws Exception {
        event("checkout", "checkout.order-placed.v1", order, """
                "shopperId":"%s","placedAt":"%s","total":{"amountMinor":1999,"currency":"EUR"},
                "lines":[{"sku":"CUP","name":"Cup","quantity":1,"unitPrice":{"amountMinor":1999,"currency":"EUR"}}],
                "delivery":{"name":"n","street":"s","postalCode":"p","city":"c","country":"DE","email":"e"}
                """.formatted(order, TIME), checkout(order));
        run("order", """
                insert into orders (order_id, shopper_id, placed_at, lines, total_minor, currency, delivery, status)
                values ('%s', gen_random_uuid(), now(), '[]', 1999, 'EUR', '{}', 'PLACED')
                """.formatted(order));
        commitPositions();
    }

    static String checkout(String order) {
        return """
                insert into checkouts (order_id, shopper_id, idempotency_key, request_hash, cart_version, answer, placed_at)
                values ('%s', gen_random_uuid(), 'key', '', 1, '{}', now())
                """.formatted(order);
    }

    /** A confirmed order is cancelled, and its stock released. */
    void cancel(String order) throws Exception {
        event("order", "order.cancelled.v1", order, """
                "shopperId":"%s","cancelledAt":"%s"
                """.formatted(order, TIME), """
                update orders set status = 'CANCELLED', cancelled_at = now(), cancelled_from = 'CONFIRMED'
                where order_id = '%s'
                """.formatted(order));
        event("inventory", "inventory.stock-released.v1", order, """
                "releasedAt":"%s","lines":[{"sku":"CUP","quantity":1}]
                """.formatted(TIME), """
                update reservations set state = 'RELEASED', released_at = now() where order_id = '%s';
                update stock set reserved = reserved - 1;
                """.formatted(order));
        commitPositions();
    }

    /** One transaction with an outbox row, then what the relay and every subscribed consumer would do. */
    void event(String service, String type, String order, String fields, String change) throws Exception {
        String payload = "{\"orderId\":\"" + order + "\"," + fields.strip() + "}";
        try (Connection connection = postgres.connect(service)) {
            connection.setAutoCommit(false);
            UUID id = append(connection, service, type, order, payload);
            try (var statement = connection.createStatement()) {
                statement.execute(change);
            }
            connection.commit();
            publish(service, type, order, payload, id);
        }
    }

    static UUID append(Connection connection, String service, String type, String order, String payload)
            throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "insert into outbox (aggregatetype, aggregateid, type, payload) values ('" + service + "', '"
                                + order + "', '" + type + "', '" + payload + "') returning id")) {
            row.next();
            return row.getObject(1, UUID.class);
        }
    }

    void publish(String service, String type, String order, String payload, UUID id) throws Exception {
        var record = new ProducerRecord<>(service + ".events", order, payload);
        record.headers().add("ce_id", id.toString().getBytes(StandardCharsets.UTF_8));
        record.headers().add("ce_type", type.getBytes(StandardCharsets.UTF_8));
        var written = producer.send(record).get(20, TimeUnit.SECONDS);
        for (Subscription subscription : Subscription.ALL) {
            if (subscription.topic().equals(record.topic())) {
                run(
                        subscription.database(),
                        "insert into inbox (event_id, consumer) values ('" + id + "', '" + subscription.consumer()
                                + "')");
                positions
                        .computeIfAbsent(subscription.service(), _ -> new HashMap<>())
                        .put(
                                new TopicPartition(record.topic(), written.partition()),
                                new OffsetAndMetadata(written.offset() + 1));
            }
        }
    }

    /** As if this service had read nothing yet. */
    void forgetPositions(String service) throws Exception {
        var behind = new HashMap<>(positions.get(service));
        behind.replaceAll((partition, position) -> new OffsetAndMetadata(0));
        admin.alterConsumerGroupOffsets(service, behind).all().get(20, TimeUnit.SECONDS);
    }

    void commitPositions() throws Exception {
        for (var group : positions.entrySet()) {
            admin.alterConsumerGroupOffsets(group.getKey(), group.getValue())
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    Connection connect(String database) throws SQLException {
        return postgres.connect(database);
    }

    void run(String database, String sql) throws SQLException {
        try (Connection connection = postgres.connect(database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void migrate(String service) throws IOException, SQLException {
        ServiceDatabase.withRelay(service).createIfMissing(postgres, Infrastructure.PASSWORD);
        for (Path file : migrations(service)) {
            run(
                    service,
                    Files.readString(file)
                            .replace("${app}", service + "_app")
                            .replace("${relay}", service + "_relay")
                            .replace("${owner}", service + "_owner"));
        }
    }

    private static List<Path> migrations(String service) throws IOException {
        try (Stream<Path> library = Files.walk(Path.of("../../messaging/src/main/resources/db/messaging"));
                Stream<Path> own =
                        Files.walk(Path.of("../..", service + "-service", "src/main/resources/db/migration"))) {
            return Stream.concat(library, own)
                    .filter(file -> file.toString().endsWith(".sql"))
                    .sorted(Comparator.comparing(OrderedShop::version))
                    .toList();
        }
    }

    private static Version version(Path file) {
        String name = file.getFileName().toString();
        return Version.parse(name.substring(1, name.indexOf("__")).replace('_', '.'));
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
