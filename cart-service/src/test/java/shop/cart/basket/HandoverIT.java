package shop.cart.basket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.cart.InventoryApiServer;
import shop.httpapi.Shopper;
import shop.httpapi.ShopperSession;
import shop.schemas.Money;
import shop.testing.servers.Infrastructure;
import shop.testing.servers.TestIssuer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requirement: a cart follows its shopper on logging in; no line is lost, and nobody takes the cart of somebody else. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "shop.login.audience=shop",
            "shop.cart.catalogue.fresh-for=0s",
            "shop.cart.catalogue.known-for=0s",
            "shop.http.limit.burst-wait=30s",
            "management.server.port=0"
        })
@Timeout(120)
class HandoverIT {

    private static final String ITEMS = "/cart/api/v1/items";
    private static final String HANDOVER = "/cart/api/v1/guest-cart/handover";
    private static final InventoryApiServer inventory = new InventoryApiServer();
    private static final TestIssuer issuer = new TestIssuer("shop");
    private static final ShopperSession session =
            new ShopperSession("a-session-key-for-tests-only-32-chars", Clock.systemUTC());
    private static final HttpClient http = HttpClient.newBuilder()
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    @LocalServerPort
    private int port;

    @Autowired
    private JsonMapper json;

    private final String guest = newCookieHolder();
    private final String token = issuer.tokenFor("account-" + UUID.randomUUID());

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        Infrastructure.settingsWithoutEvents("cart", registry::add);
        registry.add("shop.inventory.url", inventory::url);
        registry.add("shop.login.issuer", issuer::url);
    }

    @BeforeEach
    void products() {
        inventory.broken(false);
        Stream.of("LAMP", "RUG", "MUG").forEach(sku -> inventory.sell(sku, new Money(1000, "EUR")));
        IntStream.range(0, 100).forEach(i -> inventory.sell("SKU-" + i, new Money(1, "EUR")));
    }

    @AfterAll
    static void close() {
        inventory.close();
        issuer.close();
    }

    @Test
    void bothCartsAreOneAndTheGuestsIsEmpty() {
        put(cookie(guest), "LAMP", 3);
        put(cookie(guest), "MUG", 1000);
        put(bearer(token), "RUG", 2);
        put(bearer(token), "LAMP", 1);

        HttpResponse<String> answer = handOver(guest, token);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("ETag")).contains("\"3\"");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(items(answer)).containsExactlyInAnyOrder("RUG 2", "LAMP 3", "MUG 1000");
        assertThat(cart(bearer(token)).body()).isEqualTo(answer.body());
        assertThat(items(cart(cookie(guest)))).isEmpty();
        assertThat(version(cart(cookie(guest))))
                .as("a version names one content")
                .isEqualTo(3);
    }

    @Test
    void repetitionChangesNothing() {
        put(cookie(guest), "LAMP", 3);
        HttpResponse<String> first = handOver(guest, token);

        assertThat(handOver(guest, token).body()).isEqualTo(first.body());

        send(bearer(token), "DELETE", ITEMS + "/LAMP", null);
        assertThat(items(handOver(guest, token)))
                .as("what was removed does not come back")
                .isEmpty();
    }

    @Test
    void withoutAGuestsCartTheAnswerIsTheShoppersOwn() {
        put(bearer(token), "RUG", 2);

        assertThat(items(handOver(guest, token))).containsExactly("RUG 2");
        HttpResponse<String> withoutCookie = send(bearer(token), "POST", HANDOVER, null);
        assertThat(items(withoutCookie)).containsExactly("RUG 2");
        assertThat(withoutCookie.headers().firstValue("ETag")).contains("\"1\"");
    }

    @Test
    void whatTheGuestAddsLaterCanFollow() {
        put(cookie(guest), "LAMP", 3);
        handOver(guest, token);
        put(cookie(guest), "RUG", 1);

        assertThat(items(handOver(guest, token))).containsExactlyInAnyOrder("LAMP 3", "RUG 1");
    }

    @Test
    void tabsThatLogInTogetherMoveTheCartOnce() {
        put(cookie(guest), "LAMP", 3);
        put(bearer(token), "RUG", 2);

        List<HttpResponse<String>> answers = together(20, _ -> handOver(guest, token));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(items(answer)).containsExactlyInAnyOrder("RUG 2", "LAMP 3");
            assertThat(version(answer)).isEqualTo(2);
        });
        assertThat(version(cart(cookie(guest)))).isEqualTo(2);
    }

    /** The shopper's cart was never used, so there is no row to lock yet. */
    @Test
    void cartsOfManyBrowsersFollowOneShopperAtTheSameTime() {
        List<String> guests =
                Stream.generate(HandoverIT::newCookieHolder).limit(10).toList();
        IntStream.range(0, 40).forEach(i -> put(cookie(guests.get(i % 10)), "SKU-" + i, i + 1));

        List<HttpResponse<String>> answers = together(20, i -> handOver(guests.get(i % 10), token));

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200);
        assertThat(items(cart(bearer(token))))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 40)
                        .mapToObj(i -> "SKU-" + i + " " + (i + 1))
                        .toList());
        assertThat(guests)
                .allSatisfy(one -> assertThat(items(cart(cookie(one)))).isEmpty());
    }

    @Test
    void changesOfBothCartsMeanwhileAreKept() {
        put(cookie(guest), "LAMP", 1);

        List<HttpResponse<String>> answers = together(45, i -> switch (i % 3) {
            case 0 -> put(cookie(guest), "SKU-" + i, 1);
            case 1 -> put(bearer(token), "SKU-" + i, 1);
            default -> handOver(guest, token);
        });

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200);
        assertThat(items(handOver(guest, token)))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("LAMP 1"),
                                IntStream.range(0, 45).filter(i -> i % 3 != 2).mapToObj(i -> "SKU-" + i + " 1"))
                        .toList());
    }

    @Test
    void tooMuchTogetherMovesNothingAndLosesNothing() {
        IntStream.range(0, 30).forEach(i -> put(cookie(guest), "SKU-" + i, 1));
        IntStream.range(20, 50).forEach(i -> put(bearer(token), "SKU-" + i, 2));
        put(bearer(token), "LAMP", 1);

        HttpResponse<String> answer = handOver(guest, token);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        assertThat(json.readTree(answer.body()).get("code").asString()).isEqualTo("cart-full");
        assertThat(json.readTree(answer.body()).get("detail").asString()).contains("51 different products");
        assertThat(items(cart(cookie(guest)))).hasSize(30);
        assertThat(version(cart(cookie(guest)))).isEqualTo(30);
        assertThat(items(cart(bearer(token)))).hasSize(31);
        assertThat(version(cart(bearer(token)))).isEqualTo(31);

        send(bearer(token), "DELETE", ITEMS + "/LAMP", null);
        assertThat(items(handOver(guest, token))).hasSize(50).contains("SKU-0 1", "SKU-20 2");
    }

    @Test
    void nobodyTakesACartWithoutItsCookieAndNobodyFillsOneWithoutItsToken() {
        put(cookie(guest), "LAMP", 3);
        String guestId = guest.split("\\.")[1];

        for (String forged : List.of(
                "v1." + guestId + ".forged", guestId, newCookieHolder().replaceAll("v1\\.[^.]*", "v1." + guestId))) {
            assertThat(items(handOver(forged, token))).isEmpty();
        }
        for (HttpRequest.Builder bad : List.of(
                cookie(guest), cookie(guest).header("Authorization", "Bearer " + issuer.forgedTokenFor("ada")))) {
            assertThat(send(bad, "POST", HANDOVER, null).statusCode()).isEqualTo(401);
        }

        assertThat(items(cart(cookie(guest)))).containsExactly("LAMP 3");
    }

    @Test
    void cartThatWasOrderedMeanwhileIsNotEmptiedTwice() {
        put(cookie(guest), "LAMP", 3);
        handOver(guest, token);

        assertThat(ordered(guest, 1).statusCode()).isEqualTo(204);

        assertThat(items(cart(bearer(token))))
                .as("the guest's order ends the guest's cart alone")
                .containsExactly("LAMP 3");
    }

    @Test
    void orderAndHandoverAtTheSameTimeLeaveEachLineInOnePlaceAtMost() {
        for (int round = 0; round < 10; round++) {
            String one = newCookieHolder();
            String account = issuer.tokenFor("account-" + UUID.randomUUID());
            put(cookie(one), "LAMP", 3);

            together(10, i -> i % 2 == 0 ? ordered(one, 1) : handOver(one, account));

            assertThat(items(cart(cookie(one)))).isEmpty();
            assertThat(version(cart(cookie(one)))).as("emptied once").isEqualTo(2);
            assertThat(items(cart(bearer(account)))).isIn(List.of(), List.of("LAMP 3"));
        }
    }

    @Test
    void inventoryAwayIsToldAndTheRepetitionAnswers() {
        put(cookie(guest), "LAMP", 3);
        inventory.broken(true);
        assertThat(handOver(guest, token).statusCode()).isEqualTo(503);
        inventory.broken(false);

        assertThat(items(handOver(guest, token))).containsExactly("LAMP 3");
    }

    private static String newCookieHolder() {
        return session.tokenFor(new Shopper(UUID.randomUUID()));
    }

    private static HttpRequest.Builder cookie(String value) {
        return HttpRequest.newBuilder().header("Cookie", "__Host-shop_session=" + value);
    }

    private static HttpRequest.Builder bearer(String value) {
        return HttpRequest.newBuilder().header("Authorization", "Bearer " + value);
    }

    private HttpResponse<String> handOver(String cookie, String account) {
        return send(cookie(cookie).header("Authorization", "Bearer " + account), "POST", HANDOVER, null);
    }

    private HttpResponse<String> ordered(String cookie, long version) {
        return send(
                HttpRequest.newBuilder(),
                "POST",
                "/cart/api/v1/ordered-carts",
                "{\"carts\":[{\"session\":\"" + cookie + "\",\"version\":" + version + "}]}");
    }

    private HttpResponse<String> put(HttpRequest.Builder who, String sku, int quantity) {
        HttpResponse<String> answer = send(who, "PUT", ITEMS + "/" + sku, "{\"quantity\":" + quantity + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private HttpResponse<String> cart(HttpRequest.Builder who) {
        return send(who, "GET", ITEMS, null);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String method, String path, String body) {
        return http.sendAsync(
                        request.uri(URI.create("http://127.0.0.1:" + port + path))
                                .header("Content-Type", "application/json")
                                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString())
                .join();
    }

    /** As "SKU quantity". */
    private List<String> items(HttpResponse<String> answer) {
        JsonNode items = json.readTree(answer.body()).get("items");
        assertThat(items).as(answer.body()).isNotNull();
        return items.valueStream()
                .map(item ->
                        item.get("sku").asString() + " " + item.get("quantity").asInt())
                .toList();
    }

    private long version(HttpResponse<String> answer) {
        return json.readTree(answer.body()).get("version").asLong();
    }

    private static List<HttpResponse<String>> together(int count, IntFunction<HttpResponse<String>> task) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return IntStream.range(0, count)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> task.apply(i), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }
    }
}
