package shop.order.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static shop.order.status.TestOrders.newId;
import static shop.order.status.TestOrders.newShopper;
import static shop.order.status.TestOrders.now;
import static shop.order.status.TestOrders.placing;
import static shop.order.status.TestOrders.rejection;
import static shop.order.status.TestOrders.reservation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import shop.build.localservers.ServiceDatabase;
import shop.httpapi.Shopper;
import shop.messaging.letters.Letter;
import shop.messaging.letters.Letters;
import shop.messaging.redrive.LetterDesk;
import shop.messaging.redrive.Redrive;
import shop.messaging.redrive.Redrives;
import shop.messaging.redrive.RefusedException;
import shop.messaging.replay.Replay;
import shop.messaging.replay.Replay.State;
import shop.messaging.replay.Replays;
import shop.testing.servers.Infrastructure;
import shop.testing.servers.TestKafka;
import shop.testing.servers.TestPostgres;

/** The orders are built again from real topics, beside live traffic, and nothing is told twice. Servers of its own: the topics hold all. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
@DirtiesContext
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OrdersReplayIT {

    private static final TestPostgres postgres = Infrastructure.newPostgres();
    private static final TestKafka kafka = Infrastructure.newKafka();
    private static final String WHO = "ops@example.org";
    private static final String WHY = "the fold had a fault";

    @Autowired
    ApplicationContext service;

    @Autowired
    Orders orders;

    @Autowired
    Replays replays;

    @Autowired
    Letters letters;

    @Autowired
    LetterDesk desk;

    @Autowired
    Deliveries deliveries;

    @Autowired
    JdbcTemplate database;

    @Autowired
    PlatformTransactionManager transactions;

    TestOrders tests;
    KafkaProducer<String, byte[]> producer;
    final Shopper shopper = newShopper();

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        postgres.start();
        kafka.start();
        kafka.createTopics(Infrastructure.TOPICS, 3);
        var order = ServiceDatabase.withRelay("order");
        order.createIfMissing(postgres, Infrastructure.PASSWORD);
        registry.add("spring.datasource.url", () -> postgres.url(order.name()));
        registry.add("spring.datasource.username", order::app);
        registry.add("spring.datasource.password", () -> Infrastructure.PASSWORD);
        registry.add("spring.flyway.user", order::owner);
        registry.add("spring.flyway.password", () -> Infrastructure.PASSWORD);
        registry.add("shop.relay.username", order::relay);
        registry.add("shop.relay.password", () -> Infrastructure.PASSWORD);
        registry.add("shop.http.session-key", () -> "a-session-key-for-tests-only-32-chars");
        registry.add("spring.kafka.bootstrap-servers", kafka::bootstrapServers);
    }

    @BeforeEach
    void connect() {
        tests = new TestOrders(service);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Orders of this test stay for the next one: a replay reads them all. */
    @AfterEach
    void close() {
        producer.close();
        for (Replay replay : replays.newest(100)) {
            if (List.of(State.RUNNING, State.PAUSED, State.SWAPPED).contains(replay.state())) {
                replays.drop(replay.id());
            }
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
        postgres.close();
    }

    @Test
    void ordersAreBuiltAgainSwappedAndTakenBackWhileOthersGoOn() throws Exception {
        List<UUID> old = someOrders(40);
        var goesOn = new AtomicBoolean(true);
        var live = new ArrayList<UUID>();
        Thread shoppers = Thread.startVirtualThread(() -> {
            while (goesOn.get()) {
                live.addAll(someOrders(3));
            }
        });

        Replay plan = plan();
        assertThat(plan.plan().events().get("checkout.events").get("checkout.order-placed.v1"))
                .isGreaterThanOrEqualTo(40);
        assertThat(plan.plan().gaps()).isEmpty();
        long outbox = outboxRows();
        replays.run(plan.id(), WHO);
        awaitFollowing(plan.id());
        await().atMost(Duration.ofSeconds(60)).until(() -> live.size() > 30);
        swap(plan.id(), 0);
        int before = live.size();
        await().atMost(Duration.ofSeconds(60)).until(() -> live.size() > before + 20);
        Replay undone = retry(() -> replays.undo(plan.id(), WHO));
        await().atMost(Duration.ofSeconds(60)).until(() -> live.size() > before + 30);
        goesOn.set(false);
        shoppers.join();

        assertThat(undone.state()).isEqualTo(State.UNDONE);
        assertThat(undone.withheld())
                .as("events that the fold would have told again")
                .isGreaterThan(40);
        var all = new ArrayList<>(old);
        all.addAll(live);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(statuses(all)).doesNotContain("PLACED"));
        assertThat(tellings(all)).as("each status is told once").isEmpty();
        assertThat(outboxRows()).isGreaterThan(outbox);
        assertThat(shadowExists()).isFalse();

        // What is in use now is the table from before the swap, with all that came since: a second replay finds the
        // same.
        Replay again = plan();
        replays.run(again.id(), WHO);
        awaitFollowing(again.id());
        assertThat(verifyCalm(again.id())).isZero();
    }

    @Test
    void whatAFaultOfTheFoldHasSpoiltIsFoundAndPutRight() {
        List<UUID> some = someOrders(6);
        String right = fingerprint();
        database.update(
                "update orders set status = 'PLACED', stock_reserved_at = null where order_id = ?", some.getFirst());
        database.update("update orders set total_minor = 1 where order_id = ?", some.get(1));

        Replay plan = plan();
        replays.run(plan.id(), WHO);
        awaitFollowing(plan.id());
        assertThat(verifyCalm(plan.id())).isEqualTo(2);
        assertThat(replays.find(plan.id()).detail())
                .contains(some.getFirst() + " (reserved, status)", some.get(1) + " (total)");
        assertThatThrownBy(() -> replays.swap(plan.id(), 0, WHO))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("2 rows differ, and not 0")
                .hasMessageContaining("--differences 2");
        assertThat(fingerprint()).as("nothing has changed").isNotEqualTo(right);

        swap(plan.id(), 2);

        assertThat(fingerprint()).isEqualTo(right);
    }

    @Test
    void whatOperatorsDecidedAboutDeadLettersHoldsInAReplay() {
        UUID edited = newId();
        UUID discarded = newId();
        UUID waits = newId();
        publish(unreadable(tests.record(placing(edited, shopper, now()))));
        publish(tests.record(placing(discarded, shopper, now())));
        publish(unreadable(tests.record(reservation(discarded, now()))));
        publish(unreadable(tests.record(placing(waits, shopper, now()))));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> letterOf(edited) != null && letterOf(discarded) != null && letterOf(waits) != null);
        byte[] payload = tests.record(placing(edited, shopper, now())).value();
        Letter letter = letterOf(edited);
        desk.edit(letter.id(), letter.version(), payload);
        redrive(edited);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> statuses(List.of(edited)).equals(List.of("PLACED")));

        Replay plan = plan();
        replays.run(plan.id(), WHO);
        awaitFollowing(plan.id());

        assertThat(verifyCalm(plan.id())).isZero();
        assertThat(database.queryForList(
                        "select order_id from replay.orders where order_id in (?, ?)", UUID.class, edited, waits))
                .as("an order whose event waits is in neither table")
                .containsExactly(edited);
    }

    @Test
    void aReplayHasNoRightToPublishOrToWriteWhatIsInUse() {
        someOrders(1);
        Replay plan = plan();
        replays.run(plan.id(), WHO);
        awaitFollowing(plan.id());
        for (String forbidden : List.of(
                "insert into outbox (aggregatetype, aggregateid, type, payload) values ('order', 'x', 'x', '{}')",
                "insert into inbox (event_id, consumer) values (uuidv7(), 'x')",
                "delete from dead_letters",
                "update public.orders set status = null",
                "delete from public.orders",
                "update replays set state = 'DONE'")) {
            assertThatThrownBy(() -> new TransactionTemplate(transactions).executeWithoutResult(_ -> {
                        database.execute("set local role order_replay");
                        database.execute("set local search_path = replay, public");
                        database.execute(forbidden);
                    }))
                    .as(forbidden)
                    .hasStackTraceContaining("permission denied");
        }
    }

    /** The service's own role tries it; a table that was a shadow before refuses as well. */
    @Test
    void anOrderCannotBecomeAnotherShoppersBeforeOrAfterASwap() {
        someOrders(1);
        assertThatTheAppCannot("update orders set shopper_id = gen_random_uuid()");
        Replay plan = plan();
        replays.run(plan.id(), WHO);
        awaitFollowing(plan.id());
        assertThatTheAppCannot("update replay.orders set shopper_id = gen_random_uuid()");
        swap(plan.id(), 0);

        assertThatTheAppCannot("update orders set shopper_id = gen_random_uuid()");
        assertThatTheAppCannot("update orders set order_id = gen_random_uuid()");
        assertThatTheAppCannot("update orders set shopper_id = null");
        assertThatTheAppCannot("delete from orders");
    }

    private void assertThatTheAppCannot(String statement) {
        assertThatThrownBy(() -> database.execute(statement))
                .as(statement)
                .hasRootCauseInstanceOf(java.sql.SQLException.class)
                .rootCause()
                .extracting(refusal -> ((java.sql.SQLException) refusal).getSQLState())
                .isEqualTo("42501");
    }

    @Test
    void whoWasErasedDoesNotComeBackByAReplay() {
        UUID orderId = someOrders(1).getFirst();
        Replay plan = plan();
        replays.run(plan.id(), WHO);
        awaitFollowing(plan.id());
        assertThat(deliveriesOf(orderId)).as("in the table and in the shadow").isEqualTo(2);

        new TransactionTemplate(transactions).execute(_ -> deliveries.erase(shopper.id()));

        assertThat(deliveriesOf(orderId)).isZero();
        replays.drop(plan.id());
        Replay again = plan();
        replays.run(again.id(), WHO);
        awaitFollowing(again.id());
        assertThat(deliveriesOf(orderId)).isZero();
        swap(again.id(), 0);
        assertThat(deliveriesOf(orderId)).isZero();
    }

    @Test
    void oneReplayAtATimeAndTwoWhoSwapAreToldByWhom() {
        someOrders(1);
        Replay first = plan();
        Replay second = plan();
        replays.run(first.id(), WHO);
        assertThatThrownBy(() -> replays.run(second.id(), "other@example.org"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(first.id() + " has the shadow")
                .hasMessageContaining(WHO);
        awaitFollowing(first.id());
        swap(first.id(), 0);
        assertThatThrownBy(() -> replays.swap(first.id(), 0, "other@example.org"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is SWAPPED, swapped by " + WHO);
    }

    /** The last one, because the topics stay like that. */
    @Test
    @org.junit.jupiter.api.Order(Integer.MAX_VALUE)
    void eventsThatATopicHasLostAreSaidAndTheirOrdersCopiedOnlyOnRequest() throws Exception {
        List<UUID> old = someOrders(5);
        deleteRecords();
        assertThatThrownBy(this::plan)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("do not hold all events any more")
                .hasMessageContaining("--copy-older");
        String right = fingerprint();

        Replay plan = replays.plan("order-status", true, null, WHY, null, WHO, "test");
        assertThat(plan.plan().copied()).isGreaterThanOrEqualTo(5);
        replays.run(plan.id(), WHO);
        awaitFollowing(plan.id());
        assertThat(verifyCalm(plan.id())).isZero();
        swap(plan.id(), 0);

        assertThat(fingerprint()).isEqualTo(right);
        assertThat(statuses(old)).doesNotContain("PLACED");
    }

    private Replay plan() {
        return replays.plan("order-status", false, null, WHY, null, WHO, "test");
    }

    private void awaitFollowing(UUID id) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            Replay replay = replays.find(id);
            assertThat(replay.state()).as(String.valueOf(replay.detail())).isEqualTo(State.RUNNING);
            return replay.events() >= replay.plan().total() && replay.left() < 100;
        });
    }

    /** When nothing happens any more, what is still different is different. */
    private long verifyCalm(UUID id) {
        await().atMost(Duration.ofSeconds(30)).until(() -> replays.find(id).left() == 0);
        return Objects.requireNonNull(replays.verify(id).differences());
    }

    private void swap(UUID id, long differences) {
        assertThat(retry(() -> replays.swap(id, differences, WHO)).state()).isEqualTo(State.SWAPPED);
    }

    /** A swap that does not get its moment can be asked for again. */
    private static Replay retry(Supplier<Replay> change) {
        var done = new AtomicReference<Replay>();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            try {
                done.set(change.get());
                return true;
            } catch (RefusedException e) {
                if (e.kind() != RefusedException.Kind.CONFLICT) {
                    throw e;
                }
                return false;
            }
        });
        return done.get();
    }

    /** Orders that are confirmed, rejected, cancelled before and after the answer; published, handled and told. */
    private List<UUID> someOrders(int count) {
        var ids = new ArrayList<UUID>();
        for (int i = 0; i < count; i++) {
            UUID id = newId();
            ids.add(id);
            publish(tests.record(placing(id, shopper, now())));
            if (i % 4 == 3) {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> orders.findOnPrimary(shopper, id).isPresent());
                orders.cancel(shopper, id);
            }
            publish(i % 4 == 1 ? tests.record(rejection(id, now())) : tests.record(reservation(id, now())));
            if (i % 4 == 2) {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> statuses(List.of(id)).contains("CONFIRMED"));
                orders.cancel(shopper, id);
            }
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !statuses(ids).contains("PLACED") && statuses(ids).size() == count);
        return ids;
    }

    private void publish(ConsumerRecord<String, byte[]> record) {
        var sent = new ProducerRecord<>(record.topic(), null, record.key(), record.value(), record.headers());
        producer.send(sent);
        producer.flush();
    }

    private static ConsumerRecord<String, byte[]> unreadable(ConsumerRecord<String, byte[]> record) {
        var damaged = new ConsumerRecord<>(record.topic(), 0, 0, record.key(), "{}".getBytes(StandardCharsets.UTF_8));
        record.headers().forEach(damaged.headers()::add);
        return damaged;
    }

    private Letter letterOf(UUID orderId) {
        return letters.ofKey(orderId.toString()).stream().findFirst().orElse(null);
    }

    private void redrive(UUID orderId) {
        var redrives = service.getBean(Redrives.class);
        Letter letter = letterOf(orderId);
        var job = redrives.plan(
                new Redrive.Selection.ByKey(letter.consumer(), String.valueOf(letter.key())),
                null,
                null,
                WHY,
                null,
                WHO);
        redrives.run(job.id(), WHO);
    }

    private List<String> statuses(List<UUID> ids) {
        return database.queryForList(
                "select status from orders where status is not null and order_id = any(?)",
                String.class,
                new SqlArrayValue("uuid", ids.toArray()));
    }

    private long deliveriesOf(UUID orderId) {
        return database.queryForObject(
                "select (select count(delivery) from public.orders where order_id = ?)"
                        + " + (select count(delivery) from replay.orders where order_id = ?)",
                Long.class,
                orderId,
                orderId);
    }

    private List<String> tellings(List<UUID> ids) {
        return database.queryForList(
                "select aggregateid || ' ' || type from outbox where aggregatetype = 'order' and aggregateid = any(?)"
                        + " group by aggregateid, type having count(*) > 1",
                String.class,
                new SqlArrayValue("text", ids.stream().map(UUID::toString).toArray()));
    }

    private long outboxRows() {
        return database.queryForObject("select count(*) from outbox", Long.class);
    }

    private boolean shadowExists() {
        return database.queryForObject("select to_regclass('replay.orders') is not null", Boolean.class);
    }

    private String fingerprint() {
        return database.queryForObject(
                "select md5(string_agg(concat_ws('|', order_id, lines::jsonb, total_minor, status, stock_reserved_at,"
                        + " stock_rejected_at, cancelled_from, delivery::jsonb), ',' order by order_id)) from orders",
                String.class);
    }

    private void deleteRecords() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            var ends = new HashMap<TopicPartition, RecordsToDelete>();
            for (String topic : List.of("checkout.events", "inventory.events", "order.events")) {
                for (int i = 0; i < 3; i++) {
                    ends.put(new TopicPartition(topic, i), RecordsToDelete.beforeOffset(-1));
                }
            }
            admin.deleteRecords(ends).all().get();
        }
    }
}
