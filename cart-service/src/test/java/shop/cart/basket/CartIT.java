package shop.cart.basket;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A cart over HTTP, with a real database and a server that keeps inventory-api's contract. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "shop.http.limit.burst-wait=30s")
class CartIT {

    private static final InventoryApiServer inventory = new InventoryApiServer();
    private static final HttpClient http = HttpClient.newBuilder()
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    @LocalServerPort
    private int port;

    @Autowired
    private DSLContext database;

    @Autowired
    private ShopperSession session;

    @Autowired
    private JsonMapper json;

    private final Shopper shopper = new Shopper(UUID.randomUUID());

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        Infrastructure.settingsWithoutEvents("cart", registry::add);
        registry.add("shop.inventory.url", inventory::url);
        // No product is cached, so that every answer shows what inventory-api says now; see ProductCacheTest.
        registry.add("shop.cart.catalogue.fresh-for", () -> "0s");
        registry.add("shop.cart.catalogue.known-for", () -> "0s");
        registry.add("management.server.port", () -> 0);
    }

    @BeforeEach
    void neighbourIsWell() {
        inventory.broken(false);
        inventory.silentUntil(new CountDownLatch(0));
        inventory.sell("LAMP", new Money(1000, "EUR"));
        inventory.sell("RUG", new Money(4999, "EUR"));
    }

    @AfterAll
    static void stopNeighbour() {
        inventory.close();
    }

    /** The service's own role tries it, on a cart that is there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "update carts set shopper_id = gen_random_uuid()",
                "update cart_items set shopper_id = gen_random_uuid()",
                "update cart_items set sku = 'RUG'",
                "delete from carts"
            })
    void cartCannotBecomeAnotherShoppers(String statement) {
        send(shopper, "PUT", "/LAMP", "{\"quantity\":1}");

        assertThatThrownBy(() -> database.execute(statement)).rootCause().hasMessageContaining("permission denied");
    }

    @Test
    void cartNeverUsedIsEmptyAtVersionZero() {
        HttpResponse<String> answer = send(shopper, "GET", "", null);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("ETag")).contains("\"0\"");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(json.readTree(answer.body()))
                .isEqualTo(json.readTree(
                        "{\"version\":0,\"items\":[],\"total\":{\"amountMinor\":0,\"currency\":\"EUR\"}}"));
        assertThat(storedCarts()).isZero();
    }

    @Test
    void everyAnswerIsTheWholeCartAtThePricesOfNow() {
        put("LAMP", 3);
        HttpResponse<String> answer = put("RUG", 1);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("ETag")).contains("\"2\"");
        JsonNode expected = json.readTree("""
                {"version":2,"total":{"amountMinor":7999,"currency":"EUR"},"items":[
                 {"sku":"LAMP","name":"Product LAMP","quantity":3,"available":7,
                  "unitPrice":{"amountMinor":1000,"currency":"EUR"},"lineTotal":{"amountMinor":3000,"currency":"EUR"}},
                 {"sku":"RUG","name":"Product RUG","quantity":1,"available":7,
                  "unitPrice":{"amountMinor":4999,"currency":"EUR"},"lineTotal":{"amountMinor":4999,"currency":"EUR"}}]}
                """);
        assertThat(json.readTree(answer.body())).isEqualTo(expected);
        assertThat(cart()).isEqualTo(expected);

        inventory.sell("RUG", new Money(5000, "EUR"));
        assertThat(cart().at("/total/amountMinor").asLong()).isEqualTo(8000);
        assertThat(send(shopper, "GET", "", null, "If-None-Match", "\"2\"").statusCode())
                .as("the tag names the content, not the prices")
                .isEqualTo(200);
    }

    @Test
    void versionNeverFalls() {
        put("LAMP", 1);
        put("LAMP", 2);
        put("LAMP", 2);
        assertThat(version()).as("the same quantity again is no change").isEqualTo(2);

        send(shopper, "DELETE", "/LAMP", null);
        send(shopper, "DELETE", "/LAMP", null);
        assertThat(version()).isEqualTo(3);

        put("RUG", 1);
        send(shopper, "DELETE", "", null);
        assertThat(version()).isEqualTo(5);
        assertThat(cart().get("items")).isEmpty();

        put("RUG", 1);
        assertThat(version()).isEqualTo(6);
    }

    @Test
    void changesOfManyTabsAreAllKept() throws Exception {
        IntStream.range(0, 40).forEach(i -> inventory.sell("TAB-" + i, new Money(1, "EUR")));

        List<HttpResponse<String>> answers = inParallel(40, i -> () -> put("TAB-" + i, i + 1));

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200);
        assertThat(answers.stream()
                        .map(answer ->
                                json.readTree(answer.body()).get("version").asLong()))
                .as("each change has a version of its own")
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 40).boxed().toList());
        assertThat(cart().get("items")).hasSize(40);
        assertThat(cart().at("/total/amountMinor").asLong()).isEqualTo(40 * 41 / 2);
    }

    @Test
    void cartIsEmptiedAtTheExpectedVersionOnly() {
        put("LAMP", 1);
        put("LAMP", 2);

        HttpResponse<String> stale = send(shopper, "DELETE", "", null, "If-Match", "\"1\"");
        assertThat(assertProblem(stale, 412, "cart-changed").get("cartVersion").asLong())
                .isEqualTo(2);
        assertThat(cart().get("items")).hasSize(1);

        HttpResponse<String> emptied = send(shopper, "DELETE", "", null, "If-Match", "\"2\"");
        assertThat(emptied.statusCode()).isEqualTo(200);
        assertThat(emptied.headers().firstValue("ETag")).contains("\"3\"");
        assertProblem(send(shopper, "DELETE", "", null, "If-Match", "\"2\""), 412, "cart-changed");
        assertThat(version()).isEqualTo(3);
    }

    @Test
    void orderedCartsAreEmptiedTogetherEachAtItsVersion() {
        var changed = new Shopper(UUID.randomUUID());
        var unused = new Shopper(UUID.randomUUID());
        put("LAMP", 1);
        send(changed, "PUT", "/LAMP", "{\"quantity\":1}");
        send(changed, "PUT", "/LAMP", "{\"quantity\":2}");

        String carts = Stream.of(
                        entry(session.tokenFor(shopper)),
                        entry(session.tokenFor(changed)),
                        entry(session.tokenFor(unused)))
                .collect(joining(",", "{\"carts\":[", "]}"));
        assertThat(postOrderedCarts(carts).statusCode()).isEqualTo(204);
        assertThat(postOrderedCarts(carts).statusCode()).as("again").isEqualTo(204);

        assertThat(cart().get("items")).isEmpty();
        assertThat(version()).isEqualTo(2);
        JsonNode kept = json.readTree(send(changed, "GET", "", null).body());
        assertThat(kept.get("items")).hasSize(1);
        assertThat(kept.get("version").asLong()).isEqualTo(2);
    }

    @Test
    void cartsEmptiedAndChangedAtTheSameTimeKeepWhatCameLater() throws Exception {
        List<Shopper> shoppers =
                Stream.generate(() -> new Shopper(UUID.randomUUID())).limit(10).toList();
        shoppers.forEach(by -> send(by, "PUT", "/LAMP", "{\"quantity\":1}"));
        String forwards = batch(shoppers);
        String backwards = batch(shoppers.reversed());

        List<HttpResponse<String>> answers = inParallel(
                30,
                i -> () -> i % 3 == 2
                        ? send(shoppers.get(i / 3), "PUT", "/RUG", "{\"quantity\":2}")
                        : postOrderedCarts(i % 3 == 0 ? forwards : backwards));

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200, 204);
        assertThat(shoppers)
                .extracting(by -> json.readTree(send(by, "GET", "", null).body()))
                .allSatisfy(cart -> {
                    assertThat(cart.at("/items")
                                    .valueStream()
                                    .map(item -> item.get("sku").asString()))
                            .contains("RUG");
                    assertThat(cart.get("version").asLong())
                            .as("emptied before the change or not")
                            .isIn(2L, 3L);
                });
    }

    private String batch(List<Shopper> shoppers) {
        return shoppers.stream().map(by -> entry(session.tokenFor(by))).collect(joining(",", "{\"carts\":[", "]}"));
    }

    @Test
    void nobodyEmptiesACartWithoutItsSession() {
        put("LAMP", 1);
        String forged = session.tokenFor(new Shopper(UUID.randomUUID())).replaceAll("v1\\.[^.]*", "v1." + shopper.id());

        assertThat(postOrderedCarts("{\"carts\":[" + entry(forged) + "," + entry("nonsense") + "]}")
                        .statusCode())
                .isEqualTo(204);

        assertThat(cart().get("items")).hasSize(1);
    }

    @Test
    void moreCartsThanAllowedAreRefused() {
        String carts = Stream.generate(() -> entry("x")).limit(101).collect(joining(",", "{\"carts\":[", "]}"));

        assertProblem(postOrderedCarts(carts), 400, "invalid-request");
        assertProblem(postOrderedCarts("{\"carts\":[null]}"), 400, "invalid-request");
        assertProblem(postOrderedCarts("{}"), 400, "invalid-request");
    }

    private static String entry(String session) {
        return "{\"session\":\"" + session + "\",\"version\":1}";
    }

    private HttpResponse<String> postOrderedCarts(String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/cart/api/v1/ordered-carts"))
                .header("Content-Type", "application/json");
        return send(request, "POST", body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "W/\"2\"", "\"x\"", "\"99999999999999999999\""})
    void otherTagsThanTheCartsAreRefused(String tag) {
        assertProblem(send(shopper, "DELETE", "", null, "If-Match", tag), 400, "invalid-request");
    }

    @Test
    void unknownSkuIsRefusedAndNothingIsStored() {
        assertProblem(put("NO-SUCH", 1), 404, "unknown-product");
        assertThat(storedCarts()).isZero();
    }

    @Test
    void withdrawnProductIsListedApartAndCanBeRemoved() {
        inventory.sell("GONE", new Money(1, "EUR"));
        put("GONE", 2);
        put("LAMP", 1);
        inventory.withdraw("GONE");

        JsonNode cart = cart();

        assertThat(cart.get("items")).hasSize(1);
        assertThat(cart.at("/total/amountMinor").asLong()).isEqualTo(1000);
        assertThat(cart.get("notOrderable"))
                .isEqualTo(json.readTree("[{\"sku\":\"GONE\",\"quantity\":2,\"reason\":\"unknown-product\"}]"));
        HttpResponse<String> removed = send(shopper, "DELETE", "/GONE", null);
        assertThat(json.readTree(removed.body()).has("notOrderable")).isFalse();
    }

    @Test
    void fullCartRefusesAnotherLineButTakesAnotherQuantity() {
        IntStream.rangeClosed(0, Cart.MAX_LINES).forEach(i -> inventory.sell("FILL-" + i, new Money(1, "EUR")));
        IntStream.range(0, Cart.MAX_LINES).forEach(i -> put("FILL-" + i, 1));

        assertProblem(put("FILL-" + Cart.MAX_LINES, 1), 409, "cart-full");
        assertThat(put("FILL-0", 2).statusCode()).isEqualTo(200);
        assertThat(version()).isEqualTo(Cart.MAX_LINES + 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"quantity":0}                  | invalid-request
                    {"quantity":-1}                 | invalid-request
                    {"quantity":1001}               | invalid-request
                    {"quantity":null}               | invalid-request
                    {}                              | invalid-request
                    {"quantity":99999999999999}     | malformed-body
                    {"quantity":"2"}                | malformed-body
                    {"quantity":1.5}                | malformed-body
                    {"quantity":true}               | malformed-body
                    {"quantity":[1]}                | malformed-body
                    {"quantity":1,"price":1}        | malformed-body
                    {"quantity":1,"quantity":2}     | malformed-body
                    {"quantity":1                   | malformed-body
                    {"quantity":1} 2                | malformed-body
                    quantity=1                      | malformed-body
                    """)
    void badQuantityIsRefusedAndNothingIsStored(String body, String code) {
        HttpResponse<String> answer = send(shopper, "PUT", "/LAMP", body);

        assertProblem(answer, 400, code);
        assertThat(answer.body()).doesNotContain("java", "shop.cart");
        assertThat(storedCarts()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%20b", "%00", "caf%C3%A9", "a%22b", "%27;drop"})
    void textThatIsNoSkuIsRefused(String sku) {
        HttpResponse<String> answer = send(shopper, "PUT", "/" + sku, "{\"quantity\":1}");

        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void skuOfSixtyFiveCharactersIsRefused() {
        assertProblem(put("S".repeat(65), 1), 400, "invalid-request");
    }

    @Test
    void everyShopperHasACartOfTheirOwn() {
        put("LAMP", 1);

        assertThat(json.readTree(send(new Shopper(UUID.randomUUID()), "GET", "", null)
                                .body())
                        .get("items"))
                .isEmpty();
    }

    @Test
    void newVisitorGetsASessionAndKeepsTheCart() {
        HttpResponse<String> first = send(
                HttpRequest.newBuilder(uri("/LAMP")).header("Content-Type", "application/json"),
                "PUT",
                "{\"quantity\":2}");
        String cookie = first.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly", "Secure", "SameSite=Lax", "Path=/");

        HttpResponse<String> second = send(
                HttpRequest.newBuilder(uri("")).header("Cookie", cookie.substring(0, cookie.indexOf(';'))),
                "GET",
                null);

        assertThat(second.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(second.body()).isEqualTo(first.body());
    }

    @Test
    void brokenInventoryIsTemporarilyUnavailable() {
        put("LAMP", 1);
        inventory.broken(true);

        for (HttpResponse<String> answer : List.of(send(shopper, "GET", "", null), put("LAMP", 2))) {
            assertProblem(answer, 503, "temporarily-unavailable");
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        }
        assertThat(send(shopper, "DELETE", "", null).statusCode())
                .as("an empty cart needs no prices")
                .isEqualTo(200);
    }

    @Test
    void silentInventoryIsGivenUpAndHoldsNoConnection() throws Exception {
        put("LAMP", 1);
        var end = new CountDownLatch(1);
        inventory.silentUntil(end);
        try {
            List<HttpResponse<String>> answers = inParallel(60, _ -> () -> send(shopper, "GET", "", null));

            assertThat(answers)
                    .extracting(
                            answer -> json.readTree(answer.body()).get("code").asString())
                    .containsOnly("temporarily-unavailable");
        } finally {
            end.countDown();
        }
    }

    private JsonNode assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = json.readTree(answer.body());
        assertThat(problem.get("code").asString()).isEqualTo(code);
        assertThat(problem.get("type").asString()).isEqualTo("/docs/problems.md#" + code);
        return problem;
    }

    private int storedCarts() {
        return database.fetchCount(database.selectFrom("carts").where("shopper_id = ?", shopper.id()));
    }

    private JsonNode cart() {
        return json.readTree(send(shopper, "GET", "", null).body());
    }

    private long version() {
        return cart().get("version").asLong();
    }

    private HttpResponse<String> put(String sku, int quantity) {
        return send(shopper, "PUT", "/" + sku, "{\"quantity\":" + quantity + "}");
    }

    private HttpResponse<String> send(Shopper by, String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .header("Cookie", session.cookieFor(by));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request, method, body);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String method, String body) {
        try {
            return http.send(
                    request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + "/cart/api/v1/items" + path);
    }

    /** All at the same moment. */
    private static <T> List<T> inParallel(int count, IntFunction<Callable<T>> task) throws Exception {
        var start = new CyclicBarrier(count);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = IntStream.range(0, count)
                    .mapToObj(i -> threads.submit(() -> {
                        start.await();
                        return task.apply(i).call();
                    }))
                    .toList();
            var results = new ArrayList<T>();
            for (Future<T> result : running) {
                results.add(result.get());
            }
            return results;
        }
    }
}
