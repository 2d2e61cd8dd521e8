package shop.checkout.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.checkout.CartApiServer;
import shop.checkout.CartApiServer.Cart;
import shop.checkout.CartApiServer.Line;
import shop.httpapi.Shopper;
import shop.httpapi.ShopperSession;
import shop.testing.servers.Infrastructure;
import shop.testing.servers.TestIssuer;

/** Requirement: an account orders its own cart, under keys of its own. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"shop.relay.enabled=false", "management.server.port=0", "shop.login.audience=shop"})
class LoggedInIT {

    private static final CartApiServer cartApi = new CartApiServer();
    private static final TestIssuer issuer = new TestIssuer("shop");
    private static final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private DSLContext database;

    @Autowired
    private ShopperSession session;

    private final String subject = UUID.randomUUID().toString();
    private final Shopper account = Shopper.loggedIn(issuer.url(), subject);
    private final Shopper guest = new Shopper(UUID.randomUUID());
    private final String key = UUID.randomUUID().toString();

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        Infrastructure.settingsWithoutKafka("checkout", registry::add);
        registry.add("shop.cart.url", cartApi::url);
        registry.add("shop.login.issuer", issuer::url);
    }

    @AfterAll
    static void close() {
        cartApi.close();
        issuer.close();
    }

    @BeforeEach
    void bothHaveACart() {
        cartApi.session(session::shopperOf);
        cartApi.put(account, new Cart(3, List.of(new Line("LAMP", 1, 1000))));
        cartApi.put(guest, new Cart(3, List.of(new Line("RUG", 1, 1000))));
    }

    @Test
    void accountOrdersItsOwnCartAndTheGuestUnderTheSameKeyAnother() throws Exception {
        HttpResponse<String> ofAccount = post(issuer.tokenFor(subject));
        HttpResponse<String> ofGuest = post("");

        assertThat(ofAccount.statusCode()).as(ofAccount.body()).isEqualTo(202);
        assertThat(ofGuest.statusCode()).as(ofGuest.body()).isEqualTo(202);
        assertThat(ofGuest.body()).isNotEqualTo(ofAccount.body());
        assertThat(post(issuer.tokenFor(subject)).body())
                .as("another token, the same account")
                .isEqualTo(ofAccount.body());
        assertThat(ordersOf(account)).isEqualTo(1);
        assertThat(ordersOf(guest)).isEqualTo(1);
    }

    @Test
    void badTokenOrdersNothingForAnybody() throws Exception {
        HttpResponse<String> answer = post(issuer.forgedTokenFor(subject));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("\"code\":\"token-invalid\"");
        assertThat(ordersOf(account) + ordersOf(guest)).isZero();
    }

    private int ordersOf(Shopper shopper) {
        return database.fetchCount(database.selectFrom("checkouts").where("shopper_id = ?", shopper.id()));
    }

    private HttpResponse<String> post(String token) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/checkout/api/v1/checkouts"))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .header("Cookie", session.cookieFor(guest));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.POST(BodyPublishers.ofString("""
                                {"cartVersion":3,"total":{"amountMinor":1000,"currency":"EUR"},
                                 "delivery":{"name":"Ada Example","street":"Street 1","postalCode":"10115","city":"Berlin",
                                             "country":"DE","email":"ada@example.org"}}""")).build(), BodyHandlers.ofString());
    }
}
