package shop.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.build.localservers.ServiceDatabase;
import shop.testing.servers.Infrastructure;

/** The audit over a real PostgreSQL with the services' own migrations and a real broker; the orders are made up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuditIT {

    private static final String TIME = "2026-11-22T10:00:00Z";

    private final Map<String, Map<TopicPartition, OffsetAndMetadata>> positions = new HashMap<>();
    private final KafkaProducer<String, String> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", Infrastructure.kafka().bootstrapServers()),
            new StringSerializer(),
            new StringSerializer());
    private final Admin admin =
            Admin.create(Map.of("bootstrap.servers", Infrastructure.kafka().bootstrapServers()));

    @BeforeAll
    void aStackWithOneConfirmedOrder() throws Exception {
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
        confirmedOrder();
    }

    @AfterAll
    void close() {
        producer.close();
        admin.close();
    }

    @Test
    void aSoundStackKeepsEveryInvariant() throws Exception {
        AuditReport report = audit(20);
        assertThat(report.text()).doesNotContain("BROKEN").contains("1 checkouts", "1 SKUs");
        assertThat(report.holds()).isTrue();
        assertThat(report.underway()).isEmpty();
        assertThat(report.notes()).isEmpty();
    }

    @Test
    void anEventThatNeverTookEffectIsNamed() throws Exception {
        run(
                "order",
                "create table kept as select * from inbox where consumer = 'order-service/inventory.events';"
                        + "delete from inbox where consumer = 'order-service/inventory.events'");
        try {
            AuditReport report = audit(1);
            assertThat(report.findings())
                    .filteredOn(finding -> !finding.holds())
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.invariant()).isEqualTo("I4");
                        assertThat(finding.offenders())
                                .singleElement()
                                .asString()
                                .contains("order-service/inventory.events");
                    });
            assertThat(report.underway())
                    .containsExactly("The newest event for inventory.events has not arrived at order-service.");
        } finally {
            run("order", "insert into inbox select * from kept; drop table kept");
        }
    }

    @Test
    void aStockThatWasChangedByHandIsNamed() throws Exception {
        run("inventory", "update stock set reserved = 3");
        try {
            assertThat(audit(20).findings().stream()
                            .filter(finding -> !finding.holds())
                            .map(Finding::invariant))
                    .containsExactly("I1", "I2", "I6");
        } finally {
            run("inventory", "update stock set reserved = 1");
        }
    }

    @Test
    void aConsumerThatLagsIsSaid() throws Exception {
        var behind = new HashMap<>(positions.get("inventory-service"));
        behind.replaceAll((partition, position) -> new OffsetAndMetadata(0));
        admin.alterConsumerGroupOffsets("inventory-service", behind).all().get(20, TimeUnit.SECONDS);
        try {
            assertThat(audit(1).underway())
                    .containsExactly(
                            "inventory-service/checkout.events has 1 records to go.",
                            "inventory-service/order.events has 1 records to go.");
        } finally {
            commitPositions();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    checkout  | delete from checkouts
                    inventory | update stock set reserved = 0
                    order     | insert into inbox (event_id) select id from outbox
                    order     | delete from dead_letters
                    order     | truncate outbox
                    """)
    void theAuditReadsAsARoleThatCannotWrite(String database, String statement) throws Exception {
        try (Connection connection = stack().connect(database);
                var session = connection.createStatement()) {
            session.execute("set default_transaction_read_only = off");
            assertThatThrownBy(() -> session.execute(statement)).hasMessageContaining("permission denied");
        }
    }

    /** Last, because the records that come meanwhile stay. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aShopThatGoesOnIsNotJudged() throws Exception {
        run("inventory", "update stock set reserved = 3");
        var goesOn = new AtomicBoolean(true);
        Thread orders = Thread.startVirtualThread(() -> {
            while (goesOn.get()) {
                producer.send(new ProducerRecord<>("checkout.events", "somebody", "{}"));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        });
        try {
            assertThatThrownBy(() -> audit(1)).isInstanceOf(Audit.NotQuietException.class);
        } finally {
            goesOn.set(false);
            orders.join();
            run("inventory", "update stock set reserved = 1");
        }
    }

    private AuditReport audit(int settleSeconds) throws Exception {
        return Audit.of(stack(), Duration.ofSeconds(settleSeconds)).report();
    }

    private static StackAddress stack() {
        String jdbc = Infrastructure.postgres().url("order");
        return new StackAddress(
                URI.create(jdbc.substring("jdbc:".length())).getAuthority(),
                Infrastructure.kafka().bootstrapServers(),
                ServiceDatabase.AUDITOR,
                Infrastructure.PASSWORD);
    }

    private void confirmedOrder() throws Exception {
        String order = "019ab000-0000-7000-8000-000000000001";
        run("checkout", """
                insert into checkouts (order_id, shopper_id, idempotency_key, request_hash, cart_version, answer, placed_at)
                values ('%s', gen_random_uuid(), 'key', '', 1, '{}', now())
                """.formatted(order));
        run("inventory", """
                insert into reservations (order_id, state, decided_at) values ('%1$s', 'RESERVED', now());
                insert into reservation_lines (order_id, sku, quantity) values ('%1$s', 'CUP', 1);
                update stock set reserved = 1;
                """.formatted(order));
        run("order", """
                insert into orders (order_id, shopper_id, placed_at, lines, total_minor, currency, delivery, status,
                                    stock_reserved_at)
                values ('%s', gen_random_uuid(), now(), '[]', 1999, 'EUR', '{}', 'CONFIRMED', now())
                """.formatted(order));
        event("checkout", "checkout.order-placed.v1", order, """
                "shopperId":"%s","placedAt":"%s","total":{"amountMinor":1999,"currency":"EUR"},
                "lines":[{"sku":"CUP","name":"Cup","quantity":1,"unitPrice":{"amountMinor":1999,"currency":"EUR"}}],
                "delivery":{"name":"n","street":"s","postalCode":"p","city":"c","country":"DE","email":"e"}
                """.formatted(order, TIME));
        event("inventory", "inventory.stock-reserved.v1", order, """
                "reservedAt":"%s","lines":[{"sku":"CUP","quantity":1}]
                """.formatted(TIME));
        event("order", "order.confirmed.v1", order, """
                "shopperId":"%s","confirmedAt":"%s"
                """.formatted(order, TIME));
        commitPositions();
    }

    /** What the outbox, the relay and every subscribed consumer would do. */
    private void event(String service, String type, String order, String fields) throws Exception {
        String payload = "{\"orderId\":\"" + order + "\"," + fields + "}";
        UUID id;
        try (Connection connection = Infrastructure.postgres().connect(service);
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "insert into outbox (aggregatetype, aggregateid, type, payload) values ('" + service + "', '"
                                + order + "', '" + type + "', '" + payload + "') returning id")) {
            row.next();
            id = row.getObject(1, UUID.class);
        }
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

    private void commitPositions() throws Exception {
        for (var group : positions.entrySet()) {
            admin.alterConsumerGroupOffsets(group.getKey(), group.getValue())
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static void run(String database, String sql) throws SQLException {
        try (Connection connection = Infrastructure.postgres().connect(database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void migrate(String service) throws IOException, SQLException {
        new ServiceDatabase(service).createIfMissing(Infrastructure.postgres(), Infrastructure.PASSWORD);
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
                    .sorted(Comparator.comparingInt(AuditIT::version))
                    .toList();
        }
    }

    private static int version(Path file) {
        return Integer.parseInt(file.getFileName().toString().replaceAll("^V(\\d+)__.*", "$1"));
    }
}
