package shop.order.status;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.order.status.TestOrders.newId;
import static shop.order.status.TestOrders.newShopper;
import static shop.order.status.TestOrders.now;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import shop.httpapi.Shopper;
import shop.order.OrderApi;
import shop.schemas.CheckoutEvent.OrderPlaced;
import shop.schemas.Delivery;
import shop.testing.servers.EveryColumn;
import shop.testing.servers.Infrastructure;
import tools.jackson.databind.JsonNode;

/** Requirement: the order stays and the person goes, and does not come back. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"management.server.port=0", "shop.relay.enabled=false"})
class ErasureIT {

    private static final String[] PERSON = {"Zoé Quillfeather", "Larkspur Rise", "zoe@quillfeather.example", "5550199"};

    @Autowired
    ApplicationContext service;

    @Autowired
    Deliveries deliveries;

    @Autowired
    DSLContext database;

    @Autowired
    PlatformTransactionManager transactions;

    final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    final Shopper shopper = newShopper();
    final UUID orderId = newId();
    TestOrders tests;

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        Infrastructure.settings("order", registry::add);
    }

    @BeforeEach
    void nobodyIsHereYet() {
        tests = new TestOrders(service);
        // While a key waits, a batch may be rolled back and begun again, which a test with a transaction around it does
        // not allow.
        database.execute("delete from dead_letters");
        assertThat(placesOfThePerson()).isEmpty();
    }

    @Test
    void noColumnHoldsThePersonAndTheOrderStays() {
        tests.deliver(placed(now()));
        tests.reserve(orderId);
        assertThat(placesOfThePerson()).containsExactly("orders.delivery");
        JsonNode before = order();
        assertThat(before.at("/delivery/name").asString()).isEqualTo("Zoé Quillfeather");

        assertThat(erase()).isEqualTo(Map.of("deliveries", 1));

        assertThat(placesOfThePerson()).isEmpty();
        JsonNode after = order();
        assertThat(after.has("delivery")).isFalse();
        assertThat(after.get("status").asString()).isEqualTo("CONFIRMED");
        for (String kept : List.of("orderId", "placedAt", "lines", "total", "steps", "cancellable")) {
            assertThat(after.get(kept)).isEqualTo(before.get(kept));
        }
        assertThat(erase()).isEqualTo(Map.of("deliveries", 0));
    }

    @Test
    void anErasedOrderGoesOn() {
        tests.deliver(placed(now()));
        erase();

        tests.reserve(orderId);
        assertThat(order().get("status").asString()).isEqualTo("CONFIRMED");
        assertThat(new OrderApi(service).cancel(shopper, orderId).statusCode()).isEqualTo(200);

        assertThat(tests.outboxTypes(orderId)).containsExactly("order.confirmed.v1", "order.cancelled.v1");
        assertThat(placesOfThePerson()).isEmpty();
    }

    @Test
    void aSecondDeliveryBringsNothingBackEvenIfInboxAndOrderWereLost() {
        ConsumerRecord<String, byte[]> placed = placed(now());
        tests.deliver(placed);
        erase();

        tests.deliver(placed);
        assertThat(placesOfThePerson()).isEmpty();

        asSuperuser("delete from inbox", "delete from orders where order_id = '" + orderId + "'");
        tests.deliver(placed);

        assertThat(placesOfThePerson()).isEmpty();
        assertThat(order().get("status").asString()).isEqualTo("PLACED");
    }

    @Test
    void anOrderThatWasOnItsWayComesWithoutThePerson() {
        ConsumerRecord<String, byte[]> placed = placed(now());
        tests.reserve(orderId);
        erase();

        tests.deliver(placed);

        assertThat(placesOfThePerson()).isEmpty();
        assertThat(order().get("status").asString()).isEqualTo("CONFIRMED");
    }

    @Test
    void whatWasErasedAtItsSourceIsShownAsErased() {
        tests.deliver(tests.record(event(now(), Delivery.ERASED)));

        assertThat(order().has("delivery")).isFalse();
    }

    @Test
    void anOrderPlacedAfterTheErasureKeepsItsDelivery() {
        erase();

        tests.deliver(placed(now().plusSeconds(1)));

        assertThat(order().at("/delivery/name").asString()).isEqualTo("Zoé Quillfeather");
        erase(Instant.now().plusSeconds(60));
    }

    @Test
    void anErasureWaitsForABatchThatIsBeingWritten() throws Exception {
        var written = new CountDownLatch(1);
        var mayCommit = new CountDownLatch(1);
        ConsumerRecord<String, byte[]> placed = placed(now());
        Future<?> batch = threads.submit(() -> new TransactionTemplate(transactions).executeWithoutResult(_ -> {
            tests.deliver(placed);
            written.countDown();
            awaited(mayCommit);
        }));
        assertThat(written.await(30, SECONDS)).isTrue();

        Future<Map<String, Integer>> erasure = threads.submit(() -> erase());
        await().until(() -> erasure.isDone() || isWaitingForALock());
        mayCommit.countDown();
        batch.get(30, SECONDS);

        assertThat(erasure.get(30, SECONDS)).isEqualTo(Map.of("deliveries", 1));
        assertThat(placesOfThePerson()).isEmpty();
    }

    private Map<String, Integer> erase() {
        return new TransactionTemplate(transactions).execute(_ -> deliveries.erase(shopper.id()));
    }

    /** For a test that leaves a delivery of the future behind. */
    private void erase(Instant at) {
        asSuperuser("update orders set delivery = null, delivery_erased_at = '" + at + "' where order_id = '" + orderId
                + "'");
    }

    private ConsumerRecord<String, byte[]> placed(Instant at) {
        return tests.record(event(
                at, new Delivery(PERSON[0], PERSON[1] + " 7", "10115", "Berlin", "DE", PERSON[2], "+49 " + PERSON[3])));
    }

    private OrderPlaced event(Instant at, Delivery delivery) {
        OrderPlaced like = TestOrders.placing(orderId, shopper, at);
        return new OrderPlaced(orderId, shopper.id(), at, like.lines(), like.total(), delivery);
    }

    private JsonNode order() {
        var api = new OrderApi(service);
        return api.body(api.get(shopper, OrderApi.ORDERS + "/" + orderId));
    }

    private static List<String> placesOfThePerson() {
        try (Connection superuser = Infrastructure.postgres().connect("order")) {
            return EveryColumn.holding(superuser, PERSON);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void asSuperuser(String... statements) {
        try (Connection superuser = Infrastructure.postgres().connect("order");
                var all = superuser.createStatement()) {
            for (String statement : statements) {
                all.execute(statement);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isWaitingForALock() {
        return database.fetchExists(
                database.selectOne().from("pg_locks").where("relation = 'orders'::regclass and not granted"));
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
