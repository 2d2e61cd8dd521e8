package shop.order.status;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.order.OrderApi.ORDERS;
import static shop.order.status.TestOrders.newId;
import static shop.order.status.TestOrders.newShopper;
import static shop.order.status.TestOrders.now;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.httpapi.Shopper;
import shop.order.OrderApi;
import shop.readreplica.ReplicaReads;
import shop.testing.servers.Infrastructure;
import tools.jackson.databind.JsonNode;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"shop.relay.enabled=false", "management.server.port=0"})
class OrderApiIT {

    @Autowired
    ApplicationContext service;

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

    @Test
    void withoutAReplicaConfiguredNothingOfItExists() {
        assertThat(service.getBeansOfType(ReplicaReads.class)).isEmpty();
    }

    @Test
    void detailShowsTheWholeOrder() {
        UUID orderId = tests.placed(shopper);
        tests.reject(orderId);

        HttpResponse<String> response = api.get(shopper, ORDERS + "/" + orderId);

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode order = api.body(response);
        assertThat(order.propertyNames())
                .containsExactlyInAnyOrder(
                        "orderId",
                        "status",
                        "placedAt",
                        "lines",
                        "total",
                        "delivery",
                        "shortages",
                        "cancellable",
                        "steps");
        assertThat(order.get("status").asString()).isEqualTo("REJECTED");
        assertThat(order.get("lines"))
                .hasToString(
                        "[{\"sku\":\"LAMP\",\"name\":\"Lamp\",\"quantity\":2,\"unitPrice\":{\"amountMinor\":1999,\"currency\":\"EUR\"}}]");
        assertThat(order.get("total")).hasToString("{\"amountMinor\":3998,\"currency\":\"EUR\"}");
        assertThat(order.get("shortages")).hasToString("[{\"sku\":\"LAMP\",\"requested\":2,\"available\":1}]");
        assertThat(order.get("delivery").get("city").asString()).isEqualTo("Berlin");
        assertThat(order.get("delivery").has("phone")).isFalse();
        assertThat(order.get("cancellable").asBoolean()).isFalse();
        assertThat(order.get("steps").get(1).propertyNames()).containsExactlyInAnyOrder("status", "at");
        assertThat(Instant.parse(order.get("placedAt").asString())).isBefore(Instant.now());
    }

    @Test
    void listIsPagedNewestFirst() {
        Instant at = now();
        var placed = new ArrayList<UUID>();
        for (int i = 0; i < 7; i++) {
            UUID orderId = newId();
            placed.addFirst(orderId);
            // Two of each time: the id decides between them.
            tests.place(orderId, shopper, at.plusMillis(i / 2));
        }
        tests.placed(newShopper());

        var listed = new ArrayList<UUID>();
        String next = "";
        int pages = 0;
        do {
            JsonNode page = api.body(api.get(shopper, ORDERS + "?limit=3" + next));
            page.get("orders")
                    .forEach(order ->
                            listed.add(UUID.fromString(order.get("orderId").asString())));
            next = page.has("next") ? "&before=" + page.get("next").asString() : "";
            pages++;
        } while (!next.isEmpty());

        assertThat(listed).hasSameElementsAs(placed).doesNotHaveDuplicates();
        assertThat(listed.getFirst()).isEqualTo(placed.getFirst());
        assertThat(listed.getLast()).isIn(placed.subList(5, 7));
        assertThat(pages).isEqualTo(3);
        assertThat(api.body(api.get(newShopper(), ORDERS))).hasToString("{\"orders\":[]}");
    }

    @Test
    void anotherShoppersOrderIsUnknown() {
        UUID orderId = tests.placed(newShopper());
        String path = ORDERS + "/" + orderId;

        for (HttpResponse<String> response : List.of(
                api.get(shopper, path), api.get(shopper, path, "Prefer", "wait=1"), api.cancel(shopper, orderId))) {
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(api.body(response).get("code").asString()).isEqualTo("unknown-order");
            assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        }
        assertThat(tests.outbox(orderId)).isEmpty();
    }

    @Test
    void placedOrderIsCancelledOnce() {
        UUID orderId = tests.placed(shopper);

        HttpResponse<String> first = api.cancel(shopper, orderId);
        HttpResponse<String> second = api.cancel(shopper, orderId);

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(api.body(first).get("status").asString()).isEqualTo("CANCELLED");
        assertThat(api.body(first).get("cancellable").asBoolean()).isFalse();
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(tests.outboxTypes(orderId)).containsExactly("order.cancelled.v1");
    }

    @Test
    void confirmedOrderIsCancelled() {
        UUID orderId = tests.placed(shopper);
        tests.reserve(orderId);
        assertThat(api.body(api.get(shopper, ORDERS + "/" + orderId))
                        .get("cancellable")
                        .asBoolean())
                .isTrue();

        assertThat(api.cancel(shopper, orderId).statusCode()).isEqualTo(200);
        assertThat(tests.outboxTypes(orderId)).containsExactly("order.confirmed.v1", "order.cancelled.v1");
    }

    @Test
    void cancellationBehindTheWindowIsRefused() {
        UUID orderId = newId();
        tests.place(orderId, shopper, now().minus(Duration.ofMinutes(31)));

        HttpResponse<String> response = api.cancel(shopper, orderId);

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(api.body(response).get("code").asString()).isEqualTo("cancellation-too-late");
        assertThat(api.body(api.get(shopper, ORDERS + "/" + orderId))
                        .get("status")
                        .asString())
                .isEqualTo("PLACED");
        assertThat(tests.outbox(orderId)).isEmpty();
    }

    @Test
    void rejectedOrderIsNotCancelled() {
        UUID orderId = tests.placed(shopper);
        tests.reject(orderId);

        HttpResponse<String> response = api.cancel(shopper, orderId);

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(api.body(response).get("code").asString()).isEqualTo("order-rejected");
        assertThat(tests.outboxTypes(orderId)).containsExactly("order.rejected.v1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?limit=0",
                "?limit=-1",
                "?limit=101",
                "?limit=many",
                "?limit=99999999999",
                "?before=x",
                "?before=",
                "?before=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%C3%BC",
                "/not-a-uuid",
                "/not-a-uuid/events",
                "/019aa000-0000-7000-8000-00000000000g"
            })
    void badInputIsAProblem(String path) {
        assertProblem(api.get(shopper, ORDERS + path));
    }

    @ParameterizedTest
    @CsvSource({
        "Prefer,wait",
        "Prefer,wait=",
        "Prefer,wait=soon",
        "Prefer,wait=-1",
        "Prefer,wait=1.5",
        "Prefer,'wait=99999999999999999999'"
    })
    void badHeaderIsAProblem(String name, String value) {
        assertProblem(api.get(shopper, ORDERS + "/" + newId(), name, value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "-1", "1.5", "99999999999"})
    void badLastEventIdIsAProblem(String value) {
        assertProblem(api.get(shopper, ORDERS + "/" + newId() + "/events", "Last-Event-ID", value));
    }

    @Test
    void badCancellationIsAProblem() {
        assertProblem(api.cancel(shopper, "not-a-uuid"));
    }

    private void assertProblem(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(api.body(response).get("code").asString()).isEqualTo("invalid-request");
    }
}
