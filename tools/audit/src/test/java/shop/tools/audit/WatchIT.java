package shop.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import shop.testing.servers.Infrastructure;
import shop.testing.servers.TestKafka;
import shop.testing.servers.TestPostgres;

/** The watch over a shop that goes on. Servers of its own, because it stops them and other tests leave records behind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchIT {

    private final TestPostgres postgres = Infrastructure.newPostgres();
    private final TestKafka kafka = Infrastructure.newKafka();
    private final AtomicInteger orders = new AtomicInteger();
    private OrderedShop shop;
    private Watch watch;

    @BeforeAll
    void start() throws Exception {
        postgres.start();
        kafka.start();
        kafka.createTopics(Infrastructure.TOPICS, 2);
        shop = new OrderedShop(postgres, kafka.bootstrapServers());
        shop.run("inventory", """
                update stock set on_hand = 100010;
                insert into stock_intakes (idempotency_key, sku, quantity, received_at) values ('three', 'CUP', 100000, now());
                """);
    }

    @AfterAll
    void stop() {
        shop.close();
        kafka.close();
        postgres.close();
    }

    /** Begins now, so that nothing of another test is judged. */
    @BeforeEach
    void watch() throws Exception {
        watch = newWatch(Duration.ZERO);
        watch.round(Instant.now());
    }

    @Test
    void ordersAreProvenWhileOthersGoOn() throws Exception {
        var patient = newWatch(Duration.ofSeconds(2));
        var goesOn = new AtomicBoolean(true);
        var placed = new AtomicInteger();
        Thread shoppers = Thread.startVirtualThread(() -> {
            while (goesOn.get()) {
                order();
                placed.incrementAndGet();
            }
        });
        var proven = new ArrayList<Long>();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    Watch.Round round = patient.round(Instant.now());
                    assertThat(round.fresh()).isEmpty();
                    proven.add(round.provenTotal());
                    return proven.size() >= 8 && round.provenTotal() > 10;
                });
        goesOn.set(false);
        shoppers.join();
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    Watch.Round round = patient.round(Instant.now());
                    assertThat(round.fresh()).isEmpty();
                    return round.open() == 0 && round.provenTotal() >= placed.get();
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            I3 | order     | update orders set status = 'REJECTED'   | update orders set status = 'CONFIRMED'
            I3 | inventory | update reservations set state = 'REJECTED' | update reservations set state = 'RESERVED'
            I6 | order     | update orders set status = 'PLACED'     | update orders set status = 'CONFIRMED'
            """)
    void brokenOrderIsFoundInTheNextRound(String invariant, String database, String change, String repair)
            throws Exception {
        String order = order();
        shop.run(database, change + " where order_id = '" + order + "'");
        order();

        Watch.Round round = watch.round(Instant.now());

        assertThat(round.fresh()).extracting(Violation::invariant).contains(invariant);
        assertThat(round.fresh()).extracting(Violation::text).allMatch(text -> text.startsWith(order));
        assertThat(round.proven()).isEqualTo(1);
        Watch.Round later = watch.round(Instant.now());
        assertThat(later.fresh()).as("said once").isEmpty();
        assertThat(later.violations()).as("still broken").containsKey(invariant);

        shop.run(database, repair + " where order_id = '" + order + "'");
        Watch.Round repaired = watch.round(Instant.now());
        assertThat(repaired.violations()).isEmpty();
        assertThat(repaired.proven()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"order-service/inventory.events", "inventory-service/order.events"})
    void eventThatTookNoEffectIsFound(String consumer) throws Exception {
        String database = consumer.substring(0, consumer.indexOf('-'));
        order();
        shop.run(database, "delete from inbox where consumer = '" + consumer + "'");

        assertThat(watch.round(Instant.now()).fresh())
                .singleElement()
                .satisfies(violation -> assertThat(violation.toString()).contains("I4", consumer));
        assertThat(watch.round(Instant.now().plusSeconds(1)).violations()).containsOnlyKeys("I4");
    }

    @Test
    void checkoutWithoutAnyEventIsFound() throws Exception {
        String order = newestOrderId();
        shop.run("checkout", OrderedShop.checkout(order));

        assertThat(watch.round(Instant.now()).fresh())
                .singleElement()
                .satisfies(violation -> assertThat(violation.toString()).contains("I3", order, "was accepted"));
    }

    @Test
    void eventThatTheRelayHasLeftOutIsFoundAndOneThatIsUnderwayIsNot() throws Exception {
        String order = newOrderId();
        UUID id;
        try (Connection database = shop.connect("order")) {
            id = OrderedShop.append(database, "order", "order.rejected.v1", order, "{}");
        }
        Watch.Round before = watch.round(Instant.now());
        assertThat(before.fresh()).isEmpty();
        assertThat(before.open()).isEqualTo(1);

        order();

        assertThat(watch.round(Instant.now()).fresh())
                .anySatisfy(
                        violation -> assertThat(violation.toString()).contains("I4", id.toString(), "order.events"));
    }

    @Test
    void consumerThatIsBehindIsLateAndBreaksNothing() throws Exception {
        order();
        shop.forgetPositions("inventory-service");
        Watch.Round behind = watch.round(Instant.now());
        assertThat(behind.open()).isEqualTo(1);
        assertThat(behind.fresh()).isEmpty();

        Watch.Round later = watch.round(Instant.now().plusSeconds(40));
        assertThat(later.fresh()).isEmpty();
        assertThat(later.lag()).isGreaterThan(Duration.ofSeconds(30));

        shop.commitPositions();
        assertThat(watch.round(Instant.now()).proven()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            I1 | update stock set reserved = reserved + 3   | update stock set reserved = reserved - 3
            I2 | update stock set on_hand = on_hand + 3     | update stock set on_hand = on_hand - 3
            """)
    void stockThatWasChangedByHandIsFoundAndForgivenWhenRepaired(String invariant, String change, String repair)
            throws Exception {
        shop.run("inventory", change);
        order();
        assertThat(watch.round(Instant.now()).fresh())
                .extracting(Violation::invariant)
                .containsExactly(invariant);
        order();
        assertThat(watch.round(Instant.now()).violations()).isEqualTo(Map.of(invariant, 1));

        shop.run("inventory", repair);
        assertThat(watch.round(Instant.now()).violations()).isEmpty();
    }

    @Test
    void orderThatGoesOnAfterItsProofIsProvenAgain() throws Exception {
        String order = order();
        assertThat(watch.round(Instant.now()).proven()).isEqualTo(1);
        shop.cancel(order);
        Watch.Round round = watch.round(Instant.now());
        assertThat(round.fresh()).isEmpty();
        assertThat(round.proven()).isEqualTo(1);
    }

    /** Of an order that was placed before the watch began it sees only the end. */
    @Test
    void orderThatBeganBeforeTheWatchIsJudgedByItsTables() throws Exception {
        String order = order();
        Watch later = newWatch(Duration.ZERO);
        later.round(Instant.now());
        shop.cancel(order);
        Watch.Round round = later.round(Instant.now());
        assertThat(round.fresh()).isEmpty();
        assertThat(round.proven()).isEqualTo(1);
    }

    @Test
    void transactionThatIsOpenForLongIsNotOverlooked() throws Exception {
        String order = newOrderId();
        UUID id;
        try (Connection slow = shop.connect("order")) {
            slow.setAutoCommit(false);
            id = OrderedShop.append(slow, "order", "order.rejected.v1", order, "{}");
            order();
            watch.round(Instant.now());
            order();
            watch.round(Instant.now());
            slow.commit();
        }
        assertThat(watch.round(Instant.now()).fresh())
                .anySatisfy(violation -> assertThat(violation.toString()).contains("I4", id.toString()));
    }

    @Test
    void costOfARoundDoesNotGrowWithHistory() throws Exception {
        long afterFew = costOfARoundWithThreeOrders();
        for (int i = 0; i < 60; i++) {
            order();
        }
        watch.round(Instant.now());

        assertThat(costOfARoundWithThreeOrders()).isEqualTo(afterFew);
    }

    private long costOfARoundWithThreeOrders() throws Exception {
        Watch.Round before = watch.round(Instant.now());
        for (int i = 0; i < 3; i++) {
            order();
        }
        Watch.Round after = watch.round(Instant.now());
        assertThat(after.proven()).isEqualTo(3);
        return after.records() + after.rows() - before.records() - before.rows();
    }

    @Test
    void serversThatAreAwayAreSaidAndTheProofGoesOn() throws Exception {
        var said = new StringWriter();
        var metrics = WatchMetrics.served(0);
        var loop = new WatchLoop(watch, metrics, new PrintWriter(said));
        loop.run(Duration.ZERO, 1);
        order();

        postgres.stop();
        loop.run(Duration.ZERO, 2);
        postgres.start();
        kafka.stop();
        loop.run(Duration.ZERO, 3);
        kafka.start();
        loop.run(Duration.ZERO, 4);

        assertThat(said.toString())
                .contains("Round 2,", "A database cannot be read", "Round 3,", "Kafka cannot be read")
                .contains("1 orders proven, 0 open");
        assertThat(loop.end()).isZero();
        assertThat(metricsOf(metrics))
                .contains("shop_audit_failed_rounds_total 2")
                .contains("shop_audit_orders_proven_total 1")
                .contains("shop_audit_violations{invariant=\"I4\"} 0")
                .containsPattern("shop_audit_last_success_timestamp_seconds \\d{10}");
        metrics.close();
    }

    @Test
    void exitCodeTellsWhetherSomethingWasBrokenOrNotRead() throws Exception {
        var loop = new WatchLoop(watch, WatchMetrics.served(-1), new PrintWriter(new StringWriter()));
        loop.run(Duration.ZERO, 1);
        assertThat(loop.end()).isZero();
        shop.run("inventory", "update stock set reserved = reserved + 3");
        loop.run(Duration.ZERO, 2);
        shop.run("inventory", "update stock set reserved = reserved - 3");
        loop.run(Duration.ZERO, 3);
        assertThat(loop.end()).isEqualTo(1);

        var said = new StringWriter();
        StackAddress stack = shop.stack();
        int code = new CommandLine(new AuditCommand())
                .setOut(new PrintWriter(said))
                .execute("--postgres=localhost:1", "--kafka=" + stack.kafka(), "--watch", "--every=0", "--rounds=2");
        assertThat(code).isEqualTo(2);
        assertThat(said.toString()).contains("Round 2,", "A database cannot be read");
    }

    private static String metricsOf(WatchMetrics metrics) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + metrics.port() + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private Watch newWatch(Duration settle) {
        return new Watch(shop.stack(), settle, Instant.now());
    }

    private String order() {
        try {
            String order = newOrderId();
            shop.confirmedOrder(order);
            return order;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String newestOrderId() {
        return new UUID(System.currentTimeMillis() << 16 | 0x7000L, 0x8000000000000000L).toString();
    }

    /** Of last year, so that they are found by their events; a checkout that has none is looked for among the newest. */
    private String newOrderId() {
        return "019ab000-0000-7000-8000-%012d".formatted(orders.incrementAndGet());
    }
}
