package shop.order.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.order.OrderApi.ORDERS;
import static shop.order.status.TestOrders.newShopper;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.HealthIndicator;
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
import shop.testing.servers.Infrastructure;
import shop.testing.servers.Replication;

/** Lists and details come from the replica, and a shopper cannot tell. What can happen to a replica: ReplicaReadsIT. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"shop.relay.enabled=false", "management.server.port=0", "shop.replica.probe-interval=100ms"})
@DirtiesContext
class OrdersFromReplicaIT {

    private static final Replication replication = new Replication();
    private static final LocalPostgres primary = replication.primary();
    private static final LocalStandby standby = replication.standby();

    @Autowired
    ApplicationContext service;

    TestOrders tests;
    OrderApi api;
    Shopper shopper = newShopper();

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        primary.start();
        ServiceDatabase.withRelay("order").createIfMissing(primary, Infrastructure.PASSWORD);
        standby.start();
        settings(registry::add);
    }

    private static void settings(BiConsumer<String, Supplier<Object>> registry) {
        Infrastructure.settings("order", registry);
        registry.accept("spring.datasource.url", () -> primary.url("order"));
        registry.accept("shop.replica.url", () -> standby.url("order"));
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
            double before = answersBy("replica");
            status(tests.placed(shopper));
            listed(api);
            api.get(shopper, ORDERS + "/" + tests.placed(shopper), "Prefer", "wait=1");
            return answersBy("replica") == before + 3;
        });
    }

    @Test
    void replicaThatLagsHidesNoOrder() throws SQLException {
        onStandby("select pg_wal_replay_pause()");
        await().until(() -> ask("select pg_get_wal_replay_pause_state()").equals("paused"));
        double byPrimary = answersBy("primary");
        try {
            UUID orderId = tests.placed(shopper);

            assertThat(status(orderId)).isEqualTo("PLACED");
            assertThat(listed(api)).isEqualTo(1);

            assertThat(answersBy("primary")).isEqualTo(byPrimary + 2);
            assertThat(replica()).isEqualTo(Status.UNKNOWN);
            assertThat(api.get(shopper, "/readyz").statusCode()).isEqualTo(200);
        } finally {
            onStandby("select pg_wal_replay_resume()");
        }
    }

    @Test
    void serviceIsReadyWithoutItsReplica() {
        try (var alone = anotherInstance(Map.of("shop.replica.url", "jdbc:postgresql://127.0.0.1:1/order"))) {
            var itsApi = new OrderApi(alone);
            tests.placed(shopper);

            assertThat(listed(itsApi)).isEqualTo(1);
            assertThat(itsApi.get(shopper, "/readyz").statusCode()).isEqualTo(200);
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

    private int listed(OrderApi instance) {
        HttpResponse<String> response = instance.get(shopper, ORDERS + "?limit=100");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return instance.body(response).get("orders").size();
    }

    private void awaitReadsFromReplica() {
        await().atMost(Duration.ofSeconds(30)).until(() -> replica().equals(Status.UP));
    }

    private Status replica() {
        return service.getBean("replicaHealthIndicator", HealthIndicator.class)
                .health()
                .getStatus();
    }

    private double answersBy(String source) {
        return service.getBean(MeterRegistry.class).find("shop.replica.reads").tag("source", source).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
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
}
