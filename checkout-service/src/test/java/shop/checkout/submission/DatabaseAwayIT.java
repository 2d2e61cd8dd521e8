package shop.checkout.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.build.localservers.ServiceDatabase;
import shop.checkout.CartApiServer;
import shop.httpapi.Shopper;
import shop.httpapi.ShopperSession;
import shop.testing.servers.Infrastructure;
import shop.testing.servers.TestPostgres;

/** A checkout while its database, one of this test's own, is stopped and started. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class DatabaseAwayIT {

    private static final CartApiServer cartApi = new CartApiServer();
    private static final TestPostgres postgres = Infrastructure.newPostgres();
    private static final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private ShopperSession session;

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        postgres.start();
        var database = ServiceDatabase.withRelay("checkout");
        database.createIfMissing(postgres, Infrastructure.PASSWORD);
        Infrastructure.settingsWithoutKafka("checkout", registry::add);
        registry.add("spring.datasource.url", () -> postgres.url(database.name()));
        registry.add("spring.datasource.hikari.connection-timeout", () -> 500);
        registry.add("shop.relay.enabled", () -> false);
        registry.add("shop.cart.url", cartApi::url);
        registry.add("management.server.port", () -> 0);
    }

    @AfterAll
    static void stop() {
        postgres.close();
        cartApi.close();
    }

    @Test
    void requestWithoutADatabaseIsTemporarilyUnavailableAndSucceedsLater() throws Exception {
        var shopper = new Shopper(UUID.randomUUID());
        cartApi.session(session::shopperOf);
        cartApi.put(shopper, new CartApiServer.Cart(3, List.of(new CartApiServer.Line("LAMP", 1, 1000))));

        cartApi.beforeAnswer(postgres::stop);
        assertUnavailable(post(shopper));
        cartApi.beforeAnswer(() -> {});
        assertUnavailable(post(shopper));

        postgres.start();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(post(shopper).statusCode()).isEqualTo(202));
    }

    private static void assertUnavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.body()).contains("\"code\":\"temporarily-unavailable\"");
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    }

    private HttpResponse<String> post(Shopper shopper) throws Exception {
        var body = """
                {"cartVersion":3,"total":{"amountMinor":1000,"currency":"EUR"},
                 "delivery":{"name":"Ada","street":"Street 1","postalCode":"10115","city":"Berlin","country":"DE",
                             "email":"ada@example.org"}}""";
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/checkout/api/v1/checkouts"))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", "key")
                        .header("Cookie", session.cookieFor(shopper))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
