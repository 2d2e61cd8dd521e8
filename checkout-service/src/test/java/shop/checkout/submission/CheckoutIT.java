package shop.checkout.submission;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.checkout.CartApiServer;
import shop.checkout.CartApiServer.Cart;
import shop.checkout.CartApiServer.Line;
import shop.httpapi.Shopper;
import shop.httpapi.ShopperSession;
import shop.testing.servers.Infrastructure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A checkout over HTTP, with a real database and a server that keeps cart-api's contract. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class CheckoutIT {

    private static final CartApiServer cartApi = new CartApiServer();
    private static final HttpClient http = HttpClient.newBuilder()
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private static final Cart THREE_LAMPS_AND_A_RUG =
            new Cart(3, List.of(new Line("LAMP", 3, 1000), new Line("RUG", 1, 4999)));
    private static final long ITS_TOTAL = 7999;

    private static final String OPS_TOKEN = "a-token-for-tests-that-is-long-enough";

    @LocalServerPort
    private int port;

    @LocalManagementPort
    private int managementPort;

    @Autowired
    private DSLContext database;

    @Autowired
    private ShopperSession session;

    @Autowired
    private JsonMapper json;

    @Autowired
    private MeterRegistry metrics;

    private final Shopper shopper = new Shopper(UUID.randomUUID());
    private final String key = UUID.randomUUID().toString();

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        Infrastructure.settingsWithoutKafka("checkout", registry::add);
        registry.add("shop.relay.enabled", () -> false);
        registry.add("shop.cart.url", cartApi::url);
        registry.add("management.server.port", () -> 0);
        registry.add("shop.ops.token", () -> OPS_TOKEN);
    }

    @BeforeEach
    void neighbourIsWell() {
        cartApi.session(session::shopperOf);
        cartApi.broken(false);
        cartApi.beforeAnswer(() -> {});
        cartApi.takesOrderedCarts(true);
        cartApi.put(shopper, THREE_LAMPS_AND_A_RUG);
    }

    @AfterAll
    static void stopNeighbour() {
        cartApi.close();
    }

    @Test
    void operatorsSeeTheCheckoutAndThatItsEventIsNotPublishedYet() throws Exception {
        // A caller that records its trace; of the others only a part is recorded.
        String traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
        HttpResponse<String> accepted = send(request(key, body(3, ITS_TOTAL))
                .header("Cookie", session.cookieFor(shopper))
                .header("traceparent", "00-" + traceId + "-00f067aa0ba902b7-01"));
        String orderId = json.readTree(accepted.body()).get("orderId").asString();

        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + managementPort + "/ops/api/v1/orders/" + orderId))
                        .header("Authorization", "Bearer " + OPS_TOKEN)
                        .build(),
                BodyHandlers.ofString());

        JsonNode steps = json.readTree(answer.body()).path("steps");
        assertThat(steps.valueStream().map(step -> step.path("kind").asString()))
                .containsExactlyInAnyOrder("CHECKOUT", "OUTBOX");
        steps.forEach(step -> {
            if (step.path("kind").asString().equals("CHECKOUT")) {
                assertThat(step.at("/details/shopperId").asString())
                        .isEqualTo(shopper.id().toString());
                assertThat(step.path("text").asString()).contains(shopper.id().toString());
                assertThat(step.at("/details/cartVersion").asLong()).isEqualTo(3);
                assertThat(step.at("/details/answerStatus").asInt()).isEqualTo(202);
            } else {
                assertThat(step.at("/details/type").asString()).isEqualTo("checkout.order-placed.v1");
                assertThat(step.at("/details/published").asBoolean()).isFalse();
                assertThat(step.path("traceId").asString()).isEqualTo(traceId);
            }
        });
        assertThat(answer.body()).doesNotContain(key, "@");
    }

    @Test
    void checkoutPlacesTheCartAtTheServersPrices() {
        HttpResponse<String> answer = post(shopper, key, body(3, ITS_TOTAL));

        assertThat(answer.statusCode()).isEqualTo(202);
        JsonNode order = json.readTree(answer.body());
        assertThat(answer.headers().firstValue("Location"))
                .contains("/order/api/v1/orders/" + order.get("orderId").asString());
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(order.propertyNames()).containsExactlyInAnyOrder("orderId", "status", "placedAt", "total");
        assertThat(order.get("status").asString()).isEqualTo("PLACED");
        assertThat(order.at("/total/amountMinor").asLong()).isEqualTo(ITS_TOTAL);
        JsonNode event = onlyEvent();
        assertThat(event.get("orderId")).isEqualTo(order.get("orderId"));
        assertThat(event.get("shopperId").asString()).isEqualTo(shopper.id().toString());
        assertThat(event.get("placedAt")).isEqualTo(order.get("placedAt"));
        assertThat(event.get("total")).isEqualTo(order.get("total"));
        assertThat(event.get("lines")).isEqualTo(json.readTree("""
                [{"sku":"LAMP","name":"Product LAMP","quantity":3,"unitPrice":{"amountMinor":1000,"currency":"EUR"}},
                 {"sku":"RUG","name":"Product RUG","quantity":1,"unitPrice":{"amountMinor":4999,"currency":"EUR"}}]
                """));
        assertThat(event.at("/delivery/city").asString()).isEqualTo("Berlin");
    }

    @Test
    void answerToAKeyIsToldWithoutPlacingAnything() {
        assertProblem(ask(shopper, key), 404, "unknown-checkout");
        assertNothingStored();

        HttpResponse<String> placed = post(shopper, key, body(3, ITS_TOTAL));

        HttpResponse<String> told = ask(shopper, key);
        assertThat(told.statusCode()).isEqualTo(200);
        assertThat(told.body()).isEqualTo(placed.body());
        assertThat(told.headers().firstValue("Location"))
                .isEqualTo(placed.headers().firstValue("Location"));
        assertThat(told.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(ask(shopper, '"' + key + '"').body()).isEqualTo(placed.body());
        assertThat(events()).hasSize(1);
    }

    @Test
    void keyOfSomebodyElseIsUnknown() {
        post(shopper, key, body(3, ITS_TOTAL));

        assertThat(ask(new Shopper(UUID.randomUUID()), key).statusCode()).isEqualTo(404);
    }

    @Test
    void keyThatWasOnlyRefusedIsUnknownAndCanStillBePlaced() {
        assertThat(post(shopper, key, body(2, ITS_TOTAL)).statusCode()).isEqualTo(409);

        assertThat(ask(shopper, key).statusCode()).isEqualTo(404);
        assertThat(post(shopper, key, body(3, ITS_TOTAL)).statusCode()).isEqualTo(202);
    }

    @Test
    void orderedCartIsEmptiedAfterwards() {
        post(shopper, key, body(3, ITS_TOTAL));

        await().untilAsserted(() -> assertThat(cartApi.of(shopper)).isEqualTo(new Cart(4, List.of())));
    }

    @Test
    void cartFilledMeanwhileIsNotEmptied() {
        var filled = new Cart(4, List.of(new Line("MUG", 1, 500)));
        cartApi.beforeAnswer(() -> cartApi.put(shopper, filled));

        assertThat(post(shopper, key, body(3, ITS_TOTAL)).statusCode()).isEqualTo(202);

        await().during(java.time.Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(cartApi.of(shopper)).isEqualTo(filled));
    }

    @Test
    void twoHundredParallelRequestsWithOneKeyMakeOneOrder() throws Exception {
        List<HttpResponse<String>> answers = inParallel(200, _ -> () -> post(shopper, key, body(3, ITS_TOTAL)));

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(202);
        assertThat(answers.stream().map(HttpResponse::body).collect(toSet())).hasSize(1);
        assertThat(answers.stream()
                        .map(answer -> answer.headers().firstValue("Location"))
                        .collect(toSet()))
                .hasSize(1);
        assertThat(checkouts()).isEqualTo(1);
        onlyEvent();
    }

    /** Far more than are worked on at the same time. */
    @Test
    void requestsThatWaitForTheFirstWithTheirKeyLeaveRoomForOthers() throws Exception {
        var cartIsRead = new CountDownLatch(1);
        cartApi.beforeAnswer(() -> {
            try {
                cartIsRead.await(3, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> answers = Stream.generate(
                            () -> threads.submit(() -> post(shopper, key, body(3, ITS_TOTAL))))
                    .limit(100)
                    .toList();
            await().until(() -> metrics.get("shop.http.lasting").gauge().value() == 99);
            assertThat(post(shopper, "a key with spaces", body(3, ITS_TOTAL)).statusCode())
                    .isEqualTo(400);

            cartIsRead.countDown();

            assertThat(answers)
                    .allSatisfy(it -> assertThat(it.get().statusCode()).isEqualTo(202));
        }
        onlyEvent();
    }

    @Test
    void parallelRequestsWithDifferentKeysOrderACartVersionOnce() throws Exception {
        List<HttpResponse<String>> answers = inParallel(50, i -> () -> post(shopper, "key-" + i, body(3, ITS_TOTAL)));

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(202, 409);
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 202).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.statusCode() == 409)
                .extracting(answer -> json.readTree(answer.body()).get("code").asString())
                .containsOnly("cart-already-ordered");
        onlyEvent();
    }

    @Test
    void parallelRequestsWithOneKeyAndDifferentBodiesMakeOneOrder() throws Exception {
        List<HttpResponse<String>> answers =
                inParallel(50, i -> () -> post(shopper, key, body(3, ITS_TOTAL).replace("Berlin", "Town " + i)));

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(202, 422);
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 202).hasSize(1);
        onlyEvent();
    }

    @Test
    void aLaterRepetitionGetsTheSameAnswerByteForByte() {
        HttpResponse<String> first = post(shopper, key, body(3, ITS_TOTAL));
        cartApi.put(shopper, new Cart(9, List.of(new Line("MUG", 1, 500))));
        cartApi.broken(true);

        HttpResponse<String> again = post(shopper, key, body(3, ITS_TOTAL));

        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
        onlyEvent();
    }

    @Test
    void otherSpellingOfTheSameBodyIsTheSameRequest() {
        HttpResponse<String> first = post(shopper, key, body(3, ITS_TOTAL));

        HttpResponse<String> again = post(shopper, key, """
                {"delivery": {"email":"ada@example.org", "country":"DE", "city":"\\u0042erlin", "phone":null,
                              "postalCode":"10115", "street":"Invalidenstr. 1", "name":"Ada L\\u00f6ve"},
                 "total": {"currency":"EUR","amountMinor":7999}, "cartVersion": 3}
                """);

        assertThat(again.body()).isEqualTo(first.body());
    }

    @Test
    void keyInQuotesIsTheSameKey() {
        HttpResponse<String> first = post(shopper, key, body(3, ITS_TOTAL));

        HttpResponse<String> again = post(shopper, "\"" + key + "\"", body(3, ITS_TOTAL));

        assertThat(again.statusCode()).as(again.body()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(first.body());
        onlyEvent();
    }

    @Test
    void theSameKeyWithAnotherBodyIsRefused() {
        post(shopper, key, body(3, ITS_TOTAL));

        HttpResponse<String> other = post(shopper, key, body(3, ITS_TOTAL).replace("Invalidenstr. 1", "Elsewhere 2"));

        assertProblem(other, 422, "idempotency-key-reused");
        onlyEvent();
    }

    @Test
    void anotherShoppersEqualKeyIsAnotherOrder() {
        var other = new Shopper(UUID.randomUUID());
        cartApi.put(other, THREE_LAMPS_AND_A_RUG);

        HttpResponse<String> mine = post(shopper, key, body(3, ITS_TOTAL));
        HttpResponse<String> theirs = post(other, key, body(3, ITS_TOTAL));

        assertThat(theirs.statusCode()).isEqualTo(202);
        assertThat(theirs.body()).isNotEqualTo(mine.body());
    }

    @Test
    void forgedSessionIsANewShopperWithAnEmptyCart() {
        String token = session.tokenFor(shopper);
        String forged = token.substring(0, token.length() - 2) + (token.endsWith("AA") ? "BB" : "AA");

        HttpResponse<String> answer =
                send(request(key, body(3, ITS_TOTAL)).header("Cookie", "__Host-shop_session=" + forged));

        assertProblem(answer, 409, "cart-empty");
        assertThat(answer.headers().firstValue("Set-Cookie"))
                .hasValueSatisfying(cookie -> assertThat(cookie)
                        .startsWith("__Host-shop_session=v2.")
                        .doesNotContain(shopper.id().toString()));
        assertThat(checkouts()).isZero();
    }

    @Test
    void staleTotalIsRefusedWithTheNewOne() {
        HttpResponse<String> answer = post(shopper, key, body(3, 7500));

        JsonNode problem = assertProblem(answer, 409, "total-changed");
        assertThat(problem.get("total")).isEqualTo(json.readTree("{\"amountMinor\":7999,\"currency\":\"EUR\"}"));
        assertNothingStored();
    }

    @Test
    void totalInAnotherCurrencyIsRefused() {
        assertProblem(post(shopper, key, body(3, ITS_TOTAL).replace("EUR", "USD")), 409, "total-changed");
        assertNothingStored();
    }

    @Test
    void changedCartIsRefusedWithItsVersion() {
        JsonNode problem = assertProblem(post(shopper, key, body(2, ITS_TOTAL)), 409, "cart-changed");

        assertThat(problem.get("cartVersion").asLong()).isEqualTo(3);
        assertNothingStored();
    }

    @Test
    void emptyCartIsRefused() {
        cartApi.put(shopper, new Cart(3, List.of()));

        assertProblem(post(shopper, key, body(3, ITS_TOTAL)), 409, "cart-empty");
        assertNothingStored();
    }

    @Test
    void refusedRequestMayComeAgainUnderItsKey() {
        post(shopper, key, body(3, 7500));

        assertThat(post(shopper, key, body(3, ITS_TOTAL)).statusCode()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void orderedCartVersionIsRefusedUnderAnotherKeyWithTheOrder(boolean emptied) {
        HttpResponse<String> first = post(shopper, key, body(3, ITS_TOTAL));
        await().until(() -> cartApi.of(shopper).lines().isEmpty());
        cartApi.put(shopper, emptied ? new Cart(4, List.of()) : THREE_LAMPS_AND_A_RUG);

        JsonNode problem = assertProblem(post(shopper, "another", body(3, ITS_TOTAL)), 409, "cart-already-ordered");

        assertThat(problem.get("orderId")).isEqualTo(json.readTree(first.body()).get("orderId"));
        await().untilAsserted(() -> assertThat(cartApi.of(shopper).lines())
                .as("the cart that was not emptied is emptied now")
                .isEmpty());
        onlyEvent();
    }

    @Test
    void anOrderWhoseCartCouldNotBeEmptiedStands() {
        cartApi.takesOrderedCarts(false);

        assertThat(post(shopper, key, body(3, ITS_TOTAL)).statusCode()).isEqualTo(202);

        await().until(() -> cartApi.refusedOrderedCarts(shopper) == 1);
        onlyEvent();
    }

    @Test
    void brokenCartApiIsTemporarilyUnavailable() {
        cartApi.broken(true);

        HttpResponse<String> answer = post(shopper, key, body(3, ITS_TOTAL));

        assertProblem(answer, 503, "temporarily-unavailable");
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertNothingStored();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"cartVersion":3                               | malformed-body
                    not json                                       | malformed-body
                    []                                             | malformed-body
                    null                                           | malformed-body
                    {}                                             | invalid-request
                    """)
    void bodyThatIsNoCheckoutIsRefused(String body, String code) {
        assertProblem(post(shopper, key, body), 400, code);
        assertNothingStored();
    }

    @ParameterizedTest
    @MethodSource
    void badValueIsRefused(String good, String bad, String code) {
        String body = body(3, ITS_TOTAL);
        assertThat(body).contains(good);

        HttpResponse<String> answer = post(shopper, key, body.replace(good, bad));

        assertProblem(answer, 400, code);
        assertThat(answer.body()).doesNotContain("java.", "shop.", "Löve");
        assertNothingStored();
    }

    static Stream<Arguments> badValueIsRefused() {
        String version = "\"cartVersion\":3";
        String amount = "\"amountMinor\":7999";
        String malformed = "malformed-body";
        String invalid = "invalid-request";
        return Stream.of(
                Arguments.of(version, "\"cartVersion\":\"3\"", malformed),
                Arguments.of(version, "\"cartVersion\":3.5", malformed),
                Arguments.of(version, "\"cartVersion\":3.0", malformed),
                Arguments.of(version, "\"cartVersion\":true", malformed),
                Arguments.of(version, "\"cartVersion\":99999999999999999999", malformed),
                Arguments.of(version, "\"cartVersion\":3,\"cartVersion\":3", malformed),
                Arguments.of(version, "\"cartVersion\":3,\"coupon\":\"FREE\"", malformed),
                Arguments.of(version, "\"cartVersion\":null", invalid),
                Arguments.of(version, "\"cartVersion\":0", invalid),
                Arguments.of(version, "\"cartVersion\":-3", invalid),
                Arguments.of(amount, "\"amountMinor\":-1", invalid),
                Arguments.of(amount, "\"amountMinor\":9223372036854775807", invalid),
                Arguments.of(amount, "\"amountMinor\":\"7999\"", malformed),
                Arguments.of("\"EUR\"", "\"euro\"", invalid),
                Arguments.of("\"EUR\"", "1", malformed),
                Arguments.of("\"Ada Löve\"", "\" \"", invalid),
                Arguments.of("\"Ada Löve\"", "null", invalid),
                Arguments.of("\"Ada Löve\"", "5", malformed),
                Arguments.of("\"Ada Löve\"", "[\"Ada Löve\"]", malformed),
                Arguments.of("\"Ada Löve\"", "\"Ada\\u0000Löve\"", invalid),
                Arguments.of("\"Ada Löve\"", "\"Ada\\ud800Löve\"", malformed),
                Arguments.of("\"Ada Löve\"", "\"" + "x".repeat(201) + "\"", invalid),
                Arguments.of("\"DE\"", "\"XX\"", invalid),
                Arguments.of("\"DE\"", "\"de\"", invalid),
                Arguments.of("\"ada@example.org\"", "\"ada\"", invalid),
                Arguments.of("\"ada@example.org\"", "\"ada@localhost\"", invalid),
                Arguments.of("\"ada@example.org\"", "\"a@" + "a.".repeat(4000) + "a\"", invalid),
                Arguments.of("\"ada@example.org\"", "\"a@" + ".a".repeat(4000) + "\"", invalid),
                Arguments.of("\"ada@example.org\"", "\"a@a..a\"", invalid),
                Arguments.of("\"ada@example.org\"", "\"a@.a\"", invalid),
                Arguments.of("\"ada@example.org\"", "\"a@a.\"", invalid),
                Arguments.of("\"ada@example.org\"", "\"a@" + "a".repeat(251) + ".a\"", invalid),
                Arguments.of("\"Berlin\"", "\"" + "\uD83C\uDFD9".repeat(101) + "\"", invalid),
                Arguments.of("\"Berlin\"", "\"\\ud83c\"", malformed),
                Arguments.of("\"ada@example.org\"", "\"ada@example.org\\nBcc: x@example.org\"", invalid),
                Arguments.of("\"city\"", "\"phone\":\"call me\",\"city\"", invalid));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void missingKeyIsRefused(String key) {
        assertProblem(post(shopper, key, body(3, ITS_TOTAL)), 400, "idempotency-key-missing");
        assertNothingStored();
    }

    @Test
    void absentKeyIsRefused() {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri())
                .header("Content-Type", "application/json")
                .header("Cookie", session.cookieFor(shopper))
                .POST(BodyPublishers.ofString(body(3, ITS_TOTAL)));

        assertProblem(send(request), 400, "idempotency-key-missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "tab\tinside"})
    void keyOfOtherCharactersIsRefused(String key) {
        assertProblem(post(shopper, key, body(3, ITS_TOTAL)), 400, "invalid-request");
    }

    @Test
    void keyOfAHundredCharactersIsTheLongest() {
        assertProblem(post(shopper, "k".repeat(101), body(3, ITS_TOTAL)), 400, "invalid-request");
        assertThat(post(shopper, "k".repeat(100), body(3, ITS_TOTAL)).statusCode())
                .isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bodyOfTwoMegabytesIsRefused(boolean chunked) {
        byte[] body =
                body(3, ITS_TOTAL).replace("Ada", "A".repeat(2 * 1024 * 1024)).getBytes(StandardCharsets.UTF_8);
        var publisher = chunked
                ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
                : BodyPublishers.ofByteArray(body);

        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(publisher));

        assertProblem(answer, 413, "body-too-large");
    }

    @Test
    void otherContentTypeIsRefused() {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString("cartVersion=3"));

        assertProblem(send(request), 415, "unsupported-media-type");
    }

    @Test
    void otherMethodIsRefused() {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri()).DELETE());

        assertProblem(answer, 405, "method-not-allowed");
        assertThat(answer.headers().firstValue("Allow").orElse("").split(", "))
                .containsExactlyInAnyOrder("GET", "POST");
    }

    private JsonNode assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = json.readTree(answer.body());
        assertThat(problem.get("code").asString()).isEqualTo(code);
        assertThat(problem.get("type").asString()).isEqualTo("/docs/problems.md#" + code);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("title").asString()).isNotBlank();
        assertThat(problem.get("detail").asString()).isNotBlank();
        return problem;
    }

    private void assertNothingStored() {
        assertThat(checkouts()).isZero();
        assertThat(events()).isEmpty();
    }

    private int checkouts() {
        return database.fetchCount(database.selectFrom("checkouts").where("shopper_id = ?", shopper.id()));
    }

    private JsonNode onlyEvent() {
        List<JsonNode> events = events();
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private List<JsonNode> events() {
        return database.fetch("""
                        select payload::text from outbox
                        where type = 'checkout.order-placed.v1' and payload ->> 'shopperId' = ?
                        """, shopper.id().toString()).map(row -> json.readTree(row.get(0, String.class)));
    }

    @Test
    void noShopperOrdersTheSameProductMoreThanTenTimesADay() {
        for (int version = 3; version < 13; version++) {
            cartApi.put(shopper, new Cart(version, List.of(new Line("LAST-ONE", 1, 1000))));
            assertThat(post(shopper, "order-" + version, body(version, 1000)).statusCode())
                    .isEqualTo(202);
        }
        cartApi.put(shopper, new Cart(13, List.of(new Line("RUG", 1, 1), new Line("LAST-ONE", 1, 1000))));

        HttpResponse<String> refusal = post(shopper, key, body(13, 1001));

        assertThat(refusal.statusCode()).isEqualTo(409);
        JsonNode problem = json.readTree(refusal.body());
        assertThat(problem.get("code").asString()).isEqualTo("product-ordered-too-often");
        assertThat(problem.get("sku").asString()).isEqualTo("LAST-ONE");
        // Until the first of the ten is a day old.
        assertThat(refusal.headers().firstValueAsLong("Retry-After"))
                .satisfies(seconds -> assertThat(seconds.getAsLong()).isBetween(86_000L, 86_401L));
        assertThat(ask(shopper, key).statusCode()).as("nothing was ordered").isEqualTo(404);
        assertThat(post(shopper, "order-3", body(3, 1000)).statusCode())
                .as("an order that is asked for again is answered again")
                .isEqualTo(202);
        cartApi.put(shopper, new Cart(14, List.of(new Line("RUG", 1, 1))));
        assertThat(post(shopper, key, body(14, 1)).statusCode())
                .as("without the product")
                .isEqualTo(202);
        var another = new Shopper(UUID.randomUUID());
        cartApi.put(another, new Cart(1, List.of(new Line("LAST-ONE", 1, 1000))));
        assertThat(post(another, key, body(1, 1000)).statusCode())
                .as("another shopper")
                .isEqualTo(202);
    }

    private HttpResponse<String> post(Shopper by, String key, String body) {
        return send(request(key, body).header("Cookie", session.cookieFor(by)));
    }

    private HttpResponse<String> ask(Shopper by, String key) {
        return send(
                HttpRequest.newBuilder(uri()).header("Idempotency-Key", key).header("Cookie", session.cookieFor(by)));
    }

    private HttpRequest.Builder request(String key, String body) {
        return HttpRequest.newBuilder(uri())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + port + "/checkout/api/v1/checkouts");
    }

    private static String body(long cartVersion, long amountMinor) {
        return """
                {"cartVersion":%d,"total":{"amountMinor":%d,"currency":"EUR"},
                 "delivery":{"name":"Ada Löve","street":"Invalidenstr. 1","postalCode":"10115","city":"Berlin",
                             "country":"DE","email":"ada@example.org"}}""".formatted(cartVersion, amountMinor);
    }

    /** All at the same moment. */
    private static <T> List<T> inParallel(int count, java.util.function.IntFunction<Callable<T>> task)
            throws Exception {
        var start = new CyclicBarrier(count);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = IntStream.range(0, count)
                    .mapToObj(i -> threads.submit(() -> {
                        start.await();
                        return task.apply(i).call();
                    }))
                    .toList();
            var results = new java.util.ArrayList<T>();
            for (Future<T> result : running) {
                results.add(result.get());
            }
            return results;
        }
    }
}
