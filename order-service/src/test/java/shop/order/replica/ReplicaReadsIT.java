package shop.order.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.order.OrderApi.ORDERS;
import static shop.order.status.TestOrders.newShopper;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.build.localservers.LocalPostgres;
import shop.build.localservers.LocalStandby;
import shop.build.localservers.ServiceDatabase;
import shop.httpapi.Shopper;
import shop.order.OrderApi;
import shop.order.OrderApplication;
import shop.order.replica.Answer.Refused;
import shop.order.status.TestOrders;
import shop.testing.servers.Infrastructure;
import shop.testing.servers.Replication;

/** A real primary and a real standby, to which everything happens that can. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "shop.relay.enabled=false",
            "management.server.port=0",
            // The test probes, so that a probe never comes before the read it looks at; other instances probe by
            // themselves.
            "shop.order.replica.probe-interval=1h"
        })
@DirtiesContext
class ReplicaReadsIT {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    private static final Replication replication = new Replication();
    private static final LocalPostgres primary = replication.primary();
    private static final LocalStandby standby = replication.standby();
    private static Process process;

    @Autowired
    ApplicationContext service;

    TestOrders tests;
    OrderApi api;
    Shopper shopper = newShopper();

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        primary.start();
        new ServiceDatabase("order").createIfMissing(primary, Infrastructure.PASSWORD);
        process = standby.start();
        settings(registry::add);
    }

    private static void settings(BiConsumer<String, Supplier<Object>> registry) {
        Infrastructure.settings("order", registry);
        registry.accept("spring.datasource.url", () -> primary.url("order"));
        registry.accept("shop.order.replica.url", () -> standby.url("order"));
    }

    @AfterAll
    static void stopServers() {
        replication.close();
    }

    @BeforeEach
    void replicaIsRead() {
        tests = new TestOrders(service);
        api = new OrderApi(service);
        awaitReadsFromReplica();
    }

    @Test
    void replicaThatHasCaughtUpAnswersListsAndDetails() {
        for (int i = 0; i < 20; i++) {
            UUID orderId = tests.placed(shopper);
            assertThat(status(orderId)).isEqualTo("PLACED");
            tests.reserve(orderId);
            assertThat(status(orderId)).isEqualTo("CONFIRMED");
            assertThat(listed(api)).isEqualTo(i + 1);
        }

        // Where something else takes the machine for 50 ms the primary may answer once in a while.
        await().until(() -> {
            awaitReadsFromReplica();
            double before = answers("replica", "caught-up");
            status(tests.placed(shopper));
            listed(api);
            api.get(shopper, ORDERS + "/" + tests.placed(shopper), "Prefer", "wait=1");
            return answers("replica", "caught-up") == before + 3;
        });
    }

    @Test
    void pausedReplicaIsNotReadAfterAWrite() throws SQLException {
        onStandby("select pg_wal_replay_pause()");
        await().until(() -> ask("select pg_get_wal_replay_pause_state()").equals("paused"));
        double behind = answers("primary", "behind");
        try {
            UUID orderId = tests.placed(shopper);

            assertThat(status(orderId)).isEqualTo("PLACED");
            assertThat(listed(api)).isEqualTo(1);

            assertThat(answers("primary", "behind")).isEqualTo(behind + 1);
            probe();
            await().until(() -> lag() > 1);
            var health = service.getBean(ReplicaHealthIndicator.class).health();
            assertThat(health.getStatus()).isEqualTo(Status.UNKNOWN);
            assertThat(health.getDetails()).containsEntry("reason", "behind");
            assertThat(api.get(shopper, "/readyz").statusCode()).isEqualTo(200);
        } finally {
            onStandby("select pg_wal_replay_resume()");
        }
        awaitReadsFromReplica();
        assertThat(lag()).isZero();
    }

    @Test
    void replicaFarBehindIsNotRead() throws SQLException {
        onStandby("alter system set recovery_min_apply_delay = '1h'");
        onStandby("select pg_reload_conf()");
        try {
            for (int i = 0; i < 50; i++) {
                UUID orderId = tests.placed(shopper);
                tests.reserve(orderId);
                assertThat(status(orderId)).isEqualTo("CONFIRMED");
                assertThat(listed(api)).isEqualTo(i + 1);
            }
            probe();
            await().until(() -> lag() > 2);
        } finally {
            onStandby("alter system reset recovery_min_apply_delay");
            onStandby("select pg_reload_conf()");
        }
        awaitReadsFromReplica();
        assertThat(listed(api)).isEqualTo(50);
    }

    @Test
    void replicaThatIsGoneIsReadAgainWhenItIsBack() throws InterruptedException {
        UUID orderId = tests.placed(shopper);
        process.destroyForcibly().waitFor();

        for (int i = 0; i < 20; i++) {
            assertThat(status(orderId)).isEqualTo("PLACED");
        }
        assertThat(answers("primary", "away")).isPositive();
        tests.reserve(orderId);
        assertThat(status(orderId)).isEqualTo("CONFIRMED");

        await().ignoreExceptions().until(() -> {
            process = standby.start();
            return true;
        });
        awaitReadsFromReplica();
        assertThat(status(orderId)).isEqualTo("CONFIRMED");
    }

    @Test
    void replicaThatHangsHoldsNobodyUp() throws Exception {
        UUID orderId = tests.placed(shopper);
        signal("STOP");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<Duration>>();
            for (int i = 0; i < 50; i++) {
                answers.add(threads.submit(() -> {
                    Instant begin = Instant.now();
                    assertThat(status(orderId)).isEqualTo("PLACED");
                    return Duration.between(begin, Instant.now());
                }));
            }
            for (Future<Duration> answer : answers) {
                assertThat(answer.get()).isLessThan(LONGEST_WAIT);
            }
            double resting = answers("primary", "resting");
            assertThat(status(orderId)).isEqualTo("PLACED");
            assertThat(answers("primary", "resting")).isEqualTo(resting + 1);
        } finally {
            signal("CONT");
        }
        awaitReadsFromReplica();
    }

    @Test
    void promotedReplicaIsNotRead() throws SQLException {
        UUID orderId = tests.placed(shopper);
        onStandby("select pg_promote()");
        try (Connection promoted = standby.connect("order");
                Statement statement = promoted.createStatement()) {
            statement.execute("update orders set total_minor = 1 where order_id = '" + orderId + "'");
        }

        try {
            for (int i = 0; i < 20; i++) {
                assertThat(api.body(api.get(shopper, ORDERS + "/" + orderId))
                                .get("total")
                                .get("amountMinor")
                                .asInt())
                        .isEqualTo(3998);
            }
            assertThat(trouble()).hasValue(Refusal.STRANGER);
        } finally {
            standby.stop();
            process = standby.start();
        }
        awaitReadsFromReplica();
    }

    @Test
    void replicaOfAnotherClusterOrTimelineIsNotAsked() throws SQLException {
        var replica = service.getBean(Replica.class);
        String cluster = ask("select system_identifier::text from pg_control_system()");

        assertThat(replica.read(new LogPosition(cluster + "/1", 0), database -> "asked"))
                .isEqualTo(new Answer.Given<>("asked"));
        for (String history : List.of(cluster + "/2", "42/1")) {
            assertThat(replica.read(new LogPosition(history, 0), database -> "asked"))
                    .isInstanceOfSatisfying(
                            Refused.class, refused -> assertThat(refused.why()).isEqualTo(Refusal.STRANGER));
        }
    }

    @Test
    void serviceIsReadyWithoutItsReplica() {
        try (var alone = anotherInstance(Map.of("shop.order.replica.url", "jdbc:postgresql://127.0.0.1:1/order"))) {
            var itsApi = new OrderApi(alone);
            tests.placed(shopper);

            assertThat(listed(itsApi)).isEqualTo(1);
            assertThat(itsApi.get(shopper, "/readyz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void nobodyIsShownLessThanSomebodyWasShownBefore() throws Exception {
        var shown = new AtomicInteger();
        var over = new AtomicBoolean();
        double byReplica = answers("replica", "caught-up");
        double byPrimary = answers("primary", "behind");
        try (var other = anotherInstance(Map.of());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var otherApi = new OrderApi(other);
            await().until(() -> readsFromReplica(other));
            List<Future<List<String>>> readers = Stream.of(api, otherApi, api, otherApi)
                    .map(pod -> threads.submit(() -> stepsBack(pod, shown, over)))
                    .toList();
            try {
                placeOrdersWhileTheReplicaLagsNowAndThen(90, shown, other);
            } finally {
                over.set(true);
                onStandby("select pg_wal_replay_resume()");
            }
            for (var reader : readers) {
                assertThat(reader.get()).isEmpty();
            }
        }
        assertThat(answers("replica", "caught-up")).as("the replica took part").isGreaterThan(byReplica + 90);
        assertThat(answers("primary", "behind")).as("the replica lagged").isGreaterThan(byPrimary);
    }

    /** Reads the list over and over; tells where it was shorter than one that any reader had seen before the reading. */
    private List<String> stepsBack(OrderApi pod, AtomicInteger shown, AtomicBoolean over) {
        var found = new ArrayList<String>();
        while (!over.get()) {
            int before = shown.get();
            int now = listed(pod);
            if (now < before) {
                found.add(now + " after " + before);
            }
            shown.accumulateAndGet(now, Math::max);
        }
        return found;
    }

    private void placeOrdersWhileTheReplicaLagsNowAndThen(int orders, AtomicInteger shown, ApplicationContext other)
            throws SQLException {
        for (int order = 1; order <= orders; order++) {
            int placed = order;
            if (order % 30 == 0) {
                onStandby("select pg_wal_replay_pause()");
            }
            tests.placed(shopper);
            await().pollInterval(Duration.ofMillis(1)).until(() -> shown.get() >= placed);
            if (order % 30 == 5) {
                onStandby("select pg_wal_replay_resume()");
                awaitReadsFromReplica();
                await().until(() -> readsFromReplica(other));
            }
        }
    }

    private static ConfigurableApplicationContext anotherInstance(Map<String, String> differences) {
        var settings = new HashMap<String, Object>(Map.of("server.port", "0", "management.server.port", "0"));
        settings.put("shop.relay.enabled", "false");
        settings((name, value) -> settings.put(name, value.get()));
        settings.putAll(differences);
        var arguments = settings.entrySet().stream().map(one -> "--" + one.getKey() + "=" + one.getValue());
        return new SpringApplicationBuilder(OrderApplication.class).run(arguments.toArray(String[]::new));
    }

    private String status(UUID orderId) {
        HttpResponse<String> response = api.get(shopper, ORDERS + "/" + orderId);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return api.body(response).get("status").asString();
    }

    private int listed(OrderApi pod) {
        HttpResponse<String> response = pod.get(shopper, ORDERS + "?limit=100");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return pod.body(response).get("orders").size();
    }

    private void awaitReadsFromReplica() {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            probe();
            return readsFromReplica(service);
        });
    }

    private void probe() {
        service.getBean(ReplicaReads.class).probe();
    }

    private static boolean readsFromReplica(ApplicationContext pod) {
        return pod.getBean(ReplicaReads.class).trouble().isEmpty();
    }

    private Optional<Refusal> trouble() {
        return service.getBean(ReplicaReads.class).trouble().map(Refused::why);
    }

    private double answers(String source, String reason) {
        return service
                .getBean(MeterRegistry.class)
                .find("shop.order.reads")
                .tags("source", source, "reason", reason)
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private double lag() {
        return service.getBean(MeterRegistry.class)
                .get("shop.order.replica.lag")
                .gauge()
                .value();
    }

    private static void onStandby(String sql) throws SQLException {
        try (Connection connection = standby.connect("order");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(String sql) throws SQLException {
        try (Connection connection = standby.connect("order");
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** To the server and all its processes, which go on without their parent. */
    private static void signal(String name) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("kill", "-" + name));
        Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .forEach(each -> command.add(String.valueOf(each.pid())));
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }
}
