package shop.order.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.order.OrderApi.ORDERS;
import static shop.order.status.TestOrders.newId;
import static shop.order.status.TestOrders.newShopper;

import com.zaxxer.hikari.HikariDataSource;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.httpapi.Shopper;
import shop.order.OrderApi;
import shop.order.OrderApplication;
import shop.order.status.TestOrders;
import shop.testing.servers.Infrastructure;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "shop.relay.enabled=false",
            "management.server.port=0",
            "shop.order.tracking.heartbeat=100ms",
            // So rarely that a poll cannot hide a missing wake-up; the second instance of a test polls as often as in
            // production.
            "shop.order.tracking.look-interval=1h",
            "shop.order.tracking.unknown-limit=1s",
            // Some tests open hundreds for one order; those of the limits ask an instance with the defaults.
            "shop.order.tracking.per-order=1000",
            "shop.order.tracking.per-shopper=1000"
        })
class OrderTrackingIT {

    @Autowired
    ApplicationContext service;

    @Autowired
    WatchRegistry watches;

    TestOrders tests;
    OrderApi api;
    Shopper shopper = newShopper();

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        Infrastructure.settings("order", registry::add);
    }

    @BeforeEach
    void clients() {
        tests = new TestOrders(service);
        api = new OrderApi(service);
    }

    @AfterEach
    void noWatchIsLeftBehind() {
        await().untilAsserted(() -> assertThat(watches.count()).isZero());
    }

    @Test
    void waitingReaderIsAnsweredWhenTheOrderArrives() {
        UUID orderId = newId();
        CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(
                () -> api.get(shopper, ORDERS + "/" + orderId, "Prefer", "respond-async, wait=20; strict"));
        await().until(() -> watches.count() == 1);
        assertThat(answer).isNotDone();

        tests.place(orderId, shopper);

        HttpResponse<String> response =
                answer.orTimeout(5, java.util.concurrent.TimeUnit.SECONDS).join();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Preference-Applied")).hasValue("wait=20");
        assertThat(api.body(response).get("status").asString()).isEqualTo("PLACED");
    }

    /** Far more than are worked on at the same time. */
    @Test
    void waitingReadersLeaveRoomForOthers() {
        UUID orderId = newId();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = Stream.generate(
                            () -> threads.submit(() -> api.get(shopper, ORDERS + "/" + orderId, "Prefer", "wait=20")))
                    .limit(100)
                    .toList();
            await().until(() -> watches.count() == 100);
            assertThat(api.get(shopper, ORDERS).statusCode()).isEqualTo(200);

            tests.place(orderId, shopper);

            assertThat(answers)
                    .allSatisfy(it -> assertThat(it.get().statusCode()).isEqualTo(200));
        }
    }

    @Test
    void waitEndsWithUnknownOrder() {
        Instant begin = Instant.now();

        HttpResponse<String> response = api.get(shopper, ORDERS + "/" + newId(), "Prefer", "wait=1");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(Duration.between(begin, Instant.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void knownOrderIsAnsweredWithoutWaiting() {
        UUID orderId = tests.placed(shopper);

        HttpResponse<String> response = api.get(shopper, ORDERS + "/" + orderId, "Prefer", "wait=60");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Preference-Applied")).hasValue("wait=30");
    }

    @Test
    void streamOfAnOrderNotKnownYetTellsEveryStepAndEndsWithTheLast() {
        UUID orderId = newId();
        try (var stream = api.follow(shopper, orderId)) {
            assertThat(stream.response().statusCode()).isEqualTo(200);
            assertThat(stream.response().headers().firstValue("Content-Type"))
                    .hasValue("text/event-stream;charset=UTF-8");
            await().until(() -> stream.lines().contains(":"));

            tests.place(orderId, shopper);
            stream.awaitEvents("1 PLACED");
            tests.reserve(orderId);
            stream.awaitEvents("1 PLACED", "2 CONFIRMED");
            assertThat(api.cancel(shopper, orderId).statusCode()).isEqualTo(200);
            stream.awaitEvents("1 PLACED", "2 CONFIRMED", "3 CANCELLED");
            stream.awaitEnd();
            assertThat(stream.lines()).contains("event: status").noneMatch(line -> line.startsWith("broken"));
        }
    }

    @Test
    void rejectionTellsItsShortagesAndEndsTheStream() {
        UUID orderId = tests.placed(shopper);
        try (var stream = api.follow(shopper, orderId)) {
            stream.awaitEvents("1 PLACED");
            tests.reject(orderId);
            stream.awaitEvents("1 PLACED", "2 REJECTED");
            stream.awaitEnd();
            List<String> data = stream.lines().stream()
                    .filter(line -> line.startsWith("data"))
                    .toList();
            assertThat(data.getFirst()).doesNotContain("shortages");
            assertThat(data.getLast()).contains("\"shortages\":[{\"sku\":\"LAMP\",\"requested\":2,\"available\":1}]");
        }
    }

    @Test
    void resumedStreamTellsWhatWasMissedAndNothingTwice() {
        UUID orderId = tests.placed(shopper);
        tests.reserve(orderId);
        try (var stream = api.follow(shopper, orderId, "Last-Event-ID", "1")) {
            stream.awaitEvents("2 CONFIRMED");
            api.cancel(shopper, orderId);
            stream.awaitEvents("2 CONFIRMED", "3 CANCELLED");
            stream.awaitEnd();
        }
        try (var stream = api.follow(shopper, orderId, "Last-Event-ID", "3")) {
            assertThat(stream.response().statusCode()).isEqualTo(204);
            stream.awaitEnd();
        }
    }

    @Test
    void streamOfAnOrderThatStaysUnknownEnds() {
        try (var stream = api.follow(shopper, newId())) {
            stream.awaitEnd();
            assertThat(stream.events()).isEmpty();
        }
    }

    @Test
    void headOfAStreamDoesNotStayOpen() {
        assertThat(api.head(shopper, ORDERS + "/" + newId() + "/events").statusCode())
                .isEqualTo(200);
    }

    @Test
    void anothersOrderIsNotToldApartFromNone() {
        UUID anothers = tests.placed(newShopper());
        UUID none = newId();

        Instant begin = Instant.now();
        HttpResponse<String> answer = api.get(shopper, ORDERS + "/" + anothers, "Prefer", "wait=1");
        assertThat(Duration.between(begin, Instant.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(seen(answer)).isEqualTo(seen(api.get(shopper, ORDERS + "/" + none, "Prefer", "wait=1")));
        try (var ofAnothers = api.follow(shopper, anothers);
                var ofNone = api.follow(shopper, none)) {
            assertThat(ofAnothers.response().statusCode())
                    .isEqualTo(ofNone.response().statusCode());
            ofAnothers.awaitEnd();
            ofNone.awaitEnd();
            assertThat(ofAnothers.events()).isEqualTo(ofNone.events()).isEmpty();
        }
        assertThat(seen(api.cancel(shopper, anothers))).isEqualTo(seen(api.cancel(shopper, none)));
        assertThat(seen(api.get(shopper, ORDERS + "/" + anothers)))
                .isEqualTo(seen(api.get(shopper, ORDERS + "/" + none)));
    }

    /** All of an answer that does not differ between two equal requests. */
    private static List<Object> seen(HttpResponse<String> answer) {
        Map<String, List<String>> headers = new HashMap<>(answer.headers().map());
        headers.remove("date");
        String words = answer.body()
                .replaceAll("\"(traceId|instance)\":\"[^\"]*\"", "")
                .replaceAll("[0-9a-f-]{36}", "");
        return List.of(answer.statusCode(), headers, words);
    }

    @Test
    void thousandStreamsOfOneShopperLeaveEverybodyElseTheirs() {
        UUID orderId = tests.placed(shopper);
        Shopper another = newShopper();
        UUID anothers = tests.placed(another);
        var streams = new ArrayList<OrderApi.Stream>();
        try (ConfigurableApplicationContext other = anotherInstance()) {
            var otherApi = new OrderApi(other);
            try (var calm = otherApi.follow(another, anothers)) {
                for (int i = 0; i < 1000; i++) {
                    streams.add(otherApi.follow(shopper, i % 2 == 0 ? orderId : newId()));
                }
                await().until(() -> other.getBean(WatchRegistry.class).count() == 17);

                assertThat(otherApi.get(another, ORDERS).statusCode()).isEqualTo(200);
                assertThat(otherApi.cancel(another, anothers).statusCode()).isEqualTo(200);
                calm.awaitEvents("1 PLACED", "2 CANCELLED");
                assertThat(streams.getFirst().lines()).contains("retry: 30000");
                streams.getLast().close();
            } finally {
                streams.forEach(OrderApi.Stream::close);
            }
        }
    }

    @Test
    void clientsThatLeaveAreForgotten() {
        UUID orderId = tests.placed(shopper);
        var stream = api.follow(shopper, orderId);
        stream.awaitEvents("1 PLACED");
        assertThat(watches.count()).isOne();

        stream.close();

        await().untilAsserted(() -> assertThat(watches.count()).isZero());
    }

    @Test
    void hundredsOfStreamsHoldNoConnectionAndAreToldAtOnce() {
        UUID orderId = tests.placed(shopper);
        var streams = new ArrayList<OrderApi.Stream>();
        try {
            for (int i = 0; i < 300; i++) {
                streams.add(api.follow(shopper, orderId));
            }
            await().until(() -> watches.count() == 300);
            HikariDataSource pool = service.getBean(HikariDataSource.class);
            await().until(() -> pool.getHikariPoolMXBean().getActiveConnections() == 0);

            tests.reject(orderId);

            streams.forEach(stream -> stream.awaitEvents("1 PLACED", "2 REJECTED"));
            streams.forEach(OrderApi.Stream::awaitEnd);
        } finally {
            streams.forEach(OrderApi.Stream::close);
        }
    }

    @Test
    void noStepIsLostHoweverTheStreamAndTheChangeMeet() {
        for (int round = 0; round < 100; round++) {
            UUID orderId = newId();
            CompletableFuture<Void> change = CompletableFuture.runAsync(() -> {
                tests.place(orderId, shopper);
                tests.reject(orderId);
            });
            try (var stream = api.follow(shopper, orderId)) {
                stream.awaitEvents("1 PLACED", "2 REJECTED");
                stream.awaitEnd();
            }
            change.join();
        }
    }

    @Test
    void changeMadeByAnotherProcessArrivesAndAStoppingProcessEndsItsStreams() {
        UUID orderId = tests.placed(shopper);
        OrderApi.Stream unfinished;
        Instant stopping;
        try (ConfigurableApplicationContext other = anotherInstance()) {
            var otherApi = new OrderApi(other);
            try (var stream = otherApi.follow(shopper, orderId)) {
                stream.awaitEvents("1 PLACED");
                tests.reserve(orderId);
                stream.awaitEvents("1 PLACED", "2 CONFIRMED");
            }
            unfinished = otherApi.follow(shopper, orderId);
            unfinished.awaitEvents("1 PLACED", "2 CONFIRMED");
            stopping = Instant.now();
        }
        assertThat(Duration.between(stopping, Instant.now())).isLessThan(Duration.ofSeconds(10));
        unfinished.awaitEnd();
        assertThat(unfinished.lines()).noneMatch(line -> line.startsWith("broken"));
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void pollThatFailsAgainAndAgainIsSaidOnce(CapturedOutput output) throws Exception {
        DatabasePoll poll = service.getBean(DatabasePoll.class);
        UUID orderId = tests.placed(shopper);
        try (var stream = api.follow(shopper, orderId);
                Connection administrator = Infrastructure.postgres().connect("order")) {
            stream.awaitEvents("1 PLACED");
            administrator.createStatement().execute("alter table orders rename to orders_away");
            // A watch takes part in the 1st, 2nd, 4th and 8th.
            for (int i = 0; i < 8; i++) {
                poll.poll();
            }
            administrator.createStatement().execute("alter table orders_away rename to orders");
            assertThat(output).containsOnlyOnce("could not be looked up").doesNotContain("looked up again");

            for (int i = 0; i < 8; i++) {
                poll.poll();
            }
            assertThat(output).containsOnlyOnce("looked up again");
        }
    }

    private static ConfigurableApplicationContext anotherInstance() {
        Map<String, Object> settings = new HashMap<>();
        Infrastructure.settings("order", (name, value) -> settings.put(name, value.get()));
        settings.put("server.port", 0);
        settings.put("management.server.port", 0);
        settings.put("shop.relay.enabled", false);
        String[] arguments = settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        return new SpringApplicationBuilder(OrderApplication.class).run(arguments);
    }
}
