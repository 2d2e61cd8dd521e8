package shop.order.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.order.OrderApi.ORDERS;
import static shop.order.status.TestOrders.newId;
import static shop.order.status.TestOrders.newShopper;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.httpapi.Shopper;
import shop.order.OrderApi;
import shop.order.status.TestOrders;
import shop.testing.servers.Infrastructure;
import shop.testing.servers.TestIssuer;

/** Requirement: an account has its orders, and the guest in the same browser has others. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "shop.relay.enabled=false",
            "management.server.port=0",
            "shop.order.tracking.unknown-limit=1s",
            "shop.order.tracking.heartbeat=100ms",
            "shop.login.audience=shop",
            "shop.ops.audience=shop-operations"
        })
class LoggedInIT {

    private static final TestIssuer issuer = new TestIssuer("shop");

    @Autowired
    ApplicationContext service;

    TestOrders tests;
    OrderApi asGuest;
    OrderApi asAccount;

    final String subject = newId().toString();
    final Shopper guest = newShopper();
    final Shopper account = Shopper.loggedIn(issuer.url(), subject);

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        Infrastructure.settings("order", registry::add);
        registry.add("shop.login.issuer", issuer::url);
        registry.add("shop.ops.issuer", issuer::url);
    }

    @AfterAll
    static void close() {
        issuer.close();
    }

    @BeforeEach
    void clients() {
        tests = new TestOrders(service);
        asGuest = new OrderApi(service);
        asAccount = asGuest.loggedIn(issuer.tokenFor(subject));
    }

    @Test
    void eachSeesItsOwnOrdersAlone() {
        UUID ofGuest = tests.placed(guest);
        UUID ofAccount = tests.placed(account);

        assertThat(listed(asGuest)).containsExactly(ofGuest.toString());
        assertThat(listed(asAccount)).containsExactly(ofAccount.toString());
        assertThat(asAccount.get(guest, ORDERS + "/" + ofAccount).statusCode()).isEqualTo(200);
        assertThat(asAccount.get(guest, ORDERS + "/" + ofGuest).statusCode()).isEqualTo(404);
        assertThat(asGuest.get(guest, ORDERS + "/" + ofAccount).statusCode()).isEqualTo(404);
    }

    @Test
    void accountCancelsItsOwnOrdersAlone() {
        UUID ofGuest = tests.placed(guest);
        UUID ofAccount = tests.placed(account);

        assertThat(asAccount.cancel(guest, ofGuest).statusCode()).isEqualTo(404);
        assertThat(asGuest.cancel(guest, ofAccount).statusCode()).isEqualTo(404);
        assertThat(asAccount.cancel(guest, ofAccount).statusCode()).isEqualTo(200);
        assertThat(asGuest.get(guest, ORDERS + "/" + ofGuest).body()).contains("\"status\":\"PLACED\"");
    }

    @Test
    void accountFollowsItsOwnOrdersAlone() {
        UUID ofGuest = tests.placed(guest);
        UUID ofAccount = tests.placed(account);

        try (OrderApi.Stream stream = asAccount.follow(guest, ofAccount)) {
            stream.awaitEvents("1 PLACED");
            tests.reject(ofAccount);
            stream.awaitEvents("1 PLACED", "2 REJECTED");
        }
        try (OrderApi.Stream stream = asAccount.follow(guest, ofGuest)) {
            stream.awaitEnd();
            assertThat(stream.events()).isEmpty();
        }
    }

    @Test
    void badTokenIsRefusedEverywhereAndLeavesNoStreamOpen() {
        UUID ofGuest = tests.placed(guest);
        OrderApi forged = asGuest.loggedIn(issuer.forgedTokenFor(subject));

        for (HttpResponse<String> answer : List.of(
                forged.get(guest, ORDERS),
                forged.get(guest, ORDERS + "/" + ofGuest),
                forged.get(guest, ORDERS + "/" + ofGuest, "Prefer", "wait=20"),
                forged.get(guest, ORDERS + "/" + ofGuest + "/events", "Accept", "text/event-stream"),
                forged.cancel(guest, ofGuest))) {
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(answer.body()).contains("\"code\":\"token-invalid\"");
        }
        assertThat(asGuest.get(guest, ORDERS + "/" + ofGuest).body()).contains("\"status\":\"PLACED\"");
    }

    /** Requirement: one issuer may serve both, and neither token opens the other's API. */
    @Test
    void operatorIsNoShopperAndAShopperIsNoOperator() throws Exception {
        String shopper = issuer.tokenFor(subject, "shop-viewers");
        String operator =
                issuer.token(claims -> claims.audience("shop-operations").claim("groups", List.of("shop-viewers")));

        assertThat(asGuest.loggedIn(operator).get(guest, ORDERS).statusCode()).isEqualTo(401);
        assertThat(asGuest.loggedIn(shopper).get(guest, ORDERS).statusCode()).isEqualTo(200);
        assertThat(askAsOperator(shopper)).isEqualTo(401);
        assertThat(askAsOperator(operator)).isEqualTo(200);
    }

    private int askAsOperator(String token) throws Exception {
        String port = service.getEnvironment().getProperty("local.management.port");
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + port + "/ops/api/v1/orders/" + newId()))
                                    .header("Authorization", "Bearer " + token)
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private List<String> listed(OrderApi api) {
        return api.body(api.get(guest, ORDERS))
                .get("orders")
                .valueStream()
                .map(order -> order.get("orderId").asString())
                .toList();
    }
}
