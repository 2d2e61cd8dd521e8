package shop.testing.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.testing.wholeshop.ShopUnderTest;
import shop.testing.wholeshop.ShopUnderTest.Result;
import tools.jackson.databind.JsonNode;

/**
 * The promises of the README on a whole shop of real processes. One shop for all tests: each uses shoppers of its own.
 * The audit comes last, over all that the others did.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PipelineIT {

    private static final String CHECKOUTS = "/checkout/api/v1/checkouts";

    private static ShopUnderTest shop;
    private static String sku;

    @BeforeAll
    static void startShop() throws IOException {
        shop = ShopUnderTest.start("shop", 20080, "--separate");
        sku = plentiful();
    }

    @AfterAll
    static void stopShop() throws IOException {
        shop.close();
    }

    @Test
    @Order(0)
    void nothingIsStoredBeforeTheFirstShopper() throws Exception {
        assertThat(rows("cart", "carts")).isZero();
        assertThat(rows("checkout", "checkouts")).isZero();
    }

    @Test
    @Order(1)
    void anOrderIsConfirmed() throws IOException {
        Result order = shop.run("order");

        assertThat(order.exitCode()).as(order.output()).isZero();
        assertThat(order.output()).containsIgnoringCase("confirmed");
    }

    @Test
    @Order(1)
    void askingForMoreThanThereIsIsRejectedWithTheShortagePerLine() {
        var browser = new Browser(shop.edge());
        JsonNode scarce = products(browser)
                .filter(product -> product.get("available").asInt() < 900)
                .findFirst()
                .orElseThrow();
        String body = browser.checkoutOf(scarce.get("sku").asString(), 1000);

        String location = accepted(browser.post(CHECKOUTS, body, "Idempotency-Key", key()));

        JsonNode order = answered(browser, location);
        assertThat(order.get("status").asString()).isEqualTo("REJECTED");
        JsonNode shortage = order.get("shortages").get(0);
        assertThat(shortage.get("sku")).isEqualTo(scarce.get("sku"));
        assertThat(shortage.get("requested").asInt()).isEqualTo(1000);
        assertThat(shortage.get("available")).isEqualTo(scarce.get("available"));
    }

    @Test
    @Order(1)
    void cancellingAConfirmedOrderGivesTheStockBack() {
        var browser = new Browser(shop.edge());
        String someSku = products(browser)
                .filter(product -> product.get("available").asInt() > 5
                        && !product.get("sku").asString().equals(sku))
                .findFirst()
                .orElseThrow()
                .get("sku")
                .asString();
        int before = available(browser, someSku);
        String location = accepted(browser.post(CHECKOUTS, browser.checkoutOf(someSku, 3), "Idempotency-Key", key()));
        assertThat(answered(browser, location).get("status").asString()).isEqualTo("CONFIRMED");
        assertThat(available(browser, someSku)).isEqualTo(before - 3);

        JsonNode cancelled = Browser.json(browser.post(location + "/cancellation", ""));

        assertThat(cancelled.get("status").asString()).isEqualTo("CANCELLED");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(available(browser, someSku)).isEqualTo(before));
    }

    @Test
    @Order(1)
    void ordersAreReadFromTheReplica() throws IOException {
        var browser = new Browser(shop.edge());
        String location = accepted(browser.post(CHECKOUTS, browser.checkoutOf(sku, 1), "Idempotency-Key", key()));
        answered(browser, location);

        assertThat(shop.component("replica").get("state").asString()).isEqualTo("healthy");
        theReplicaIsRead(browser, location);
    }

    /** It may be resting from a moment of lag; the next probe is a second away. */
    private static void theReplicaIsRead(Browser browser, String location) throws IOException {
        double before = shop.readsFromReplica();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            assertThat(browser.order(location).get("status").asString()).isEqualTo("CONFIRMED");
            return shop.readsFromReplica() > before;
        });
    }

    @Test
    @Order(3)
    void orderIsReadWhileTheReplicaIsKilledAndItHeals() throws IOException {
        var browser = new Browser(shop.edge());
        String location = accepted(browser.post(CHECKOUTS, browser.checkoutOf(sku, 1), "Idempotency-Key", key()));
        answered(browser, location);
        int restarts = shop.component("replica").get("restarts").asInt();

        shop.kill("replica");
        for (int i = 0; i < 50; i++) {
            assertThat(browser.order(location).get("status").asString()).isEqualTo("CONFIRMED");
        }

        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> shop.component("replica").get("restarts").asInt() > restarts && shop.allHealthy());
        theReplicaIsRead(browser, location);
    }

    @Test
    @Order(3)
    void twoHundredParallelPostsWithOneKeyAreOneOrder() throws Exception {
        var browser = new Browser(shop.edge());
        String body = browser.checkoutOf(sku, 1);
        String key = key();

        List<HttpResponse<String>> answers;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<HttpResponse<String>> press = () -> browser.post(CHECKOUTS, body, "Idempotency-Key", key);
            answers = threads.invokeAll(java.util.Collections.nCopies(200, press)).stream()
                    .map(java.util.concurrent.Future::resultNow)
                    .toList();
        }

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(202);
        assertThat(answers.stream().map(HttpResponse::body).distinct()).hasSize(1);
        answered(browser, accepted(answers.getFirst()));
        assertThat(Browser.json(browser.get("/order/api/v1/orders")).get("orders"))
                .hasSize(1);
        HttpResponse<String> otherBody =
                browser.post(CHECKOUTS, body.replace("Berlin", "Bonn"), "Idempotency-Key", key);
        assertThat(otherBody.statusCode()).isEqualTo(422);
        assertThat(Browser.json(otherBody).get("code").asString()).isEqualTo("idempotency-key-reused");

        var somebodyElse = new Browser(shop.edge());
        String theirs = accepted(somebodyElse.post(CHECKOUTS, somebodyElse.checkoutOf(sku, 1), "Idempotency-Key", key));
        assertThat(theirs).isNotEqualTo(accepted(answers.getFirst()));
        assertThat(somebodyElse.get(accepted(answers.getFirst())).statusCode()).isEqualTo(404);
    }

    record BadRequest(String what, String method, String path, String body, int status) {}

    static Stream<BadRequest> badRequests() {
        String items = "/cart/api/v1/items/";
        String good =
                "{\"cartVersion\":1,\"total\":{\"amountMinor\":1,\"currency\":\"EUR\"},\"delivery\":{\"name\":\"A\","
                        + "\"street\":\"B 1\",\"postalCode\":\"1\",\"city\":\"C\",\"country\":\"DE\",\"email\":\"a@example.org\"}}";
        return Stream.of(
                new BadRequest("malformed JSON", "PUT", items + sku, "{\"quantity\":", 400),
                new BadRequest("unknown field", "PUT", items + sku, "{\"quantity\":1,\"colour\":\"red\"}", 400),
                new BadRequest("text for a number", "PUT", items + sku, "{\"quantity\":\"2\"}", 400),
                new BadRequest("fraction", "PUT", items + sku, "{\"quantity\":1.5}", 400),
                new BadRequest("null", "PUT", items + sku, "{\"quantity\":null}", 400),
                new BadRequest("zero", "PUT", items + sku, "{\"quantity\":0}", 400),
                new BadRequest("negative", "PUT", items + sku, "{\"quantity\":-3}", 400),
                new BadRequest("huge", "PUT", items + sku, "{\"quantity\":99999999999999}", 400),
                new BadRequest("too many", "PUT", items + sku, "{\"quantity\":1000000}", 400),
                new BadRequest("unknown SKU", "PUT", items + "NO-SUCH-THING", "{\"quantity\":1}", 404),
                new BadRequest("2 MB", "PUT", items + sku, "x".repeat(2_000_000), 413),
                new BadRequest("missing key", "POST", CHECKOUTS, good, 400),
                new BadRequest("malformed checkout", "POST", CHECKOUTS, "[", 400),
                new BadRequest("2 MB checkout", "POST", CHECKOUTS, "{\"a\":\"" + "x".repeat(2_000_000) + "\"}", 413),
                new BadRequest("no such order", "GET", "/order/api/v1/orders/" + UUID.randomUUID(), "", 404),
                new BadRequest("order id of the wrong form", "GET", "/order/api/v1/orders/42", "", 400),
                new BadRequest(
                        "cancel what is not there",
                        "POST",
                        "/order/api/v1/orders/" + UUID.randomUUID() + "/cancellation",
                        "",
                        404),
                new BadRequest("no such path", "GET", "/order/api/v1/nothing", "", 404),
                new BadRequest("inventory is not public", "PUT", "/inventory/api/v1/products/" + sku, "{}", 405));
    }

    @ParameterizedTest
    @MethodSource("badRequests")
    @Order(2)
    void badInputGetsAProblemDocumentAndStoresNothing(BadRequest bad) {
        var browser = new Browser(shop.edge());

        HttpResponse<String> answer = switch (bad.method()) {
            case "PUT" -> browser.put(bad.path(), bad.body());
            case "POST" -> browser.post(bad.path(), bad.body());
            default -> browser.get(bad.path());
        };

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(bad.status());
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        JsonNode problem = Browser.json(answer);
        assertThat(problem.get("type").asString()).startsWith("/docs/problems.md#");
        assertThat(problem.get("title").asString()).isNotBlank();
        assertThat(Browser.json(browser.get("/order/api/v1/orders")).get("orders"))
                .isEmpty();
        assertThat(Browser.json(browser.get("/cart/api/v1/items")).get("items")).isEmpty();
    }

    @Test
    @Order(3)
    void badEventsAreSetAsideAndTheirNeighboursFlow() throws Exception {
        String orderPlaced = "checkout.order-placed.v1";
        try (var producer = new KafkaProducer<String, byte[]>(
                Map.of("bootstrap.servers", "127.0.0.1:" + shop.kafkaPort(), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (int partition = 0; partition < 12; partition++) {
                for (ProducerRecord<String, byte[]> record : List.of(
                        bad(partition, orderPlaced, "{\"orderId\":"),
                        bad(partition, orderPlaced, "{\"orderId\":42,\"lines\":\"many\"}"),
                        bad(partition, "checkout.order-wrapped.v9", "{}"))) {
                    producer.send(record).get(10, TimeUnit.SECONDS);
                }
            }
        }

        anOrderIsConfirmed();

        for (String service : List.of("inventory", "order")) {
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(openLetters(service)).isEqualTo(24));
        }
    }

    /**
     * One order in fifty is poison for three consumers: some for inventory's, the others for both of order-service. Everybody else's
     * order flows. One is discarded with an answer for its shopper, and the rest is redriven, although the service is killed meanwhile.
     */
    @Test
    @Order(3)
    void poisonedOrdersHoldUpNobodyElseAndAreRedrivenAlthoughAServiceIsKilled() throws Exception {
        superuser("inventory", POISON.formatted("reservations", FOR_INVENTORY));
        superuser("order", POISON.formatted("orders", FOR_ORDER));
        Process load =
                shop.begin("load", "--rate", "20", "--duration", "25", "--warm-up", "5", "--patience", "180", "--json");
        CompletableFuture<String> report = outputOf(load);
        try {
            await("letters of all three consumers")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> {
                        assertThat(rows("inventory", POISONED_LETTERS)).isPositive();
                        assertThat(number("order", "select count(distinct consumer) from " + POISONED_LETTERS))
                                .isEqualTo(2);
                    });
            await("every other order has an answer")
                    .atMost(Duration.ofSeconds(120))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> {
                        assertThat(rows("checkout", "checkouts where placed_at > now() - interval '3 s'"))
                                .as("orders of the last seconds: shoppers still come")
                                .isZero();
                        everyOtherOrderHasAnAnswer();
                    });
            assertThat(rows("order", "orders where status = 'PLACED' and " + POISONED))
                    .isPositive();
        } finally {
            superuser("inventory", "drop trigger poison on reservations");
            superuser("order", "drop trigger poison on orders");
        }
        String withdrawn = text("inventory", "select min(key) from " + POISONED_LETTERS);
        discard(withdrawn);

        List<String> plans = shop.plansFor(List.of("dao.", "jdbc."), "the trigger is dropped", "--rate", "1");
        assertThat(plans).isNotEmpty();
        for (String plan : plans) {
            Result run = shop.run("ops", "redrive", "run", plan);
            assertThat(run.exitCode()).as(run.output()).isZero();
        }
        shop.kill("inventory");
        assertThat(rows("inventory", POISONED_LETTERS))
                .as("letters that only the next process can redrive")
                .isPositive();

        assertThat(load.waitFor(4, TimeUnit.MINUTES)).isTrue();
        String told = report.get(10, TimeUnit.SECONDS);
        assertThat(load.exitValue()).as(told).isZero();
        JsonNode counts =
                ShopUnderTest.JSON.readTree(told.substring(told.indexOf('{'))).get("counts");
        assertThat(counts.get("failed").asInt()).as(told).isZero();
        assertThat(text("order", "select status from orders where order_id = '" + withdrawn + "'"))
                .isEqualTo("REJECTED");
        assertThat(rows("inventory", POISONED_LETTERS)).isZero();
        assertThat(rows("order", POISONED_LETTERS)).isZero();
    }

    private static final int FOR_INVENTORY = 0;
    private static final int FOR_ORDER = 1;

    private static final String POISON = """
            create or replace function poison() returns trigger language plpgsql as $$
            begin
                if get_byte(uuid_send(new.order_id), 15) %% 50 = %2$d then
                    raise exception using errcode = '22023', message = 'simulated';
                end if;
                return new;
            end $$;
            create trigger poison before insert or update on %1$s for each row execute function poison()
            """;

    private static final String POISONED =
            "get_byte(uuid_send(order_id), 15) % 50 in (" + FOR_INVENTORY + ", " + FOR_ORDER + ")";

    /** Of what a database refused. */
    private static final String POISONED_LETTERS =
            "dead_letters where state = 'OPEN' and error ~ '^[A-Za-z.]*(dao|jdbc)[.]'";

    /** Everything that load has pressed for is through but the poison. */
    private static void everyOtherOrderHasAnAnswer() throws Exception {
        assertThat(rows("order", "orders where status <> 'PLACED' and not " + POISONED))
                .isEqualTo(rows("checkout", "checkouts where not " + POISONED));
    }

    /** The answer is that the order is rejected. The audit at the end finds nothing wrong with that. */
    private static void discard(String order) throws IOException {
        JsonNode queue = shop.ops("key", "inventory-service/checkout.events", order);
        JsonNode asked = shop.ops(
                "letter",
                "discard",
                "inventory/" + queue.at("/key/letters/0/id").asString(),
                "--answer",
                "reject",
                "--reason",
                "the product is not sold any more");
        shop.ops("letter", "approve", "inventory/" + asked.at("/change/id").asString());
    }

    @Test
    @Order(3)
    void oneServiceIsStartedAgainWithoutBeingCountedAsDead() throws IOException {
        JsonNode before = shop.component("order");
        JsonNode neighbour = shop.component("checkout");

        Result restart = shop.run("restart", "order");

        assertThat(restart.exitCode()).as(restart.output()).isZero();
        assertThat(restart.output()).containsPattern("order +healthy after [0-9.]+ s");
        JsonNode after = shop.component("order");
        assertThat(after.get("pid")).isNotEqualTo(before.get("pid"));
        assertThat(after.get("restarts")).isEqualTo(before.get("restarts"));
        assertThat(shop.component("checkout").get("pid")).isEqualTo(neighbour.get("pid"));
        anOrderIsConfirmed();
    }

    @Test
    @Order(3)
    void aStoppedServiceRestsUntilItIsStartedAgain() throws IOException {
        assertThat(shop.run("stop", "cart").exitCode()).isZero();
        assertThat(shop.component("cart").get("state").asString()).isEqualTo("stopped");

        Result settings = shop.run("env", "cart", "--format", "dotenv");
        assertThat(settings.output())
                .contains("SPRING_DATASOURCE_URL=jdbc:postgresql://127.0.0.1:" + shop.postgresPort());

        assertThat(shop.run("restart", "cart").exitCode()).isZero();
        anOrderIsConfirmed();
    }

    @Test
    @Order(3)
    void whatIsNoComponentIsRefusedInASentence() throws IOException {
        Result restart = shop.run("restart", "orders");

        assertThat(restart.exitCode()).isEqualTo(1);
        assertThat(restart.output()).contains("There is no component orders. There are: postgres,");
    }

    @Test
    @Order(4)
    void allOfItHealsAfterKill9() throws Exception {
        Process load = shop.begin(
                "load", "--rate", "5", "--duration", "150", "--cancel-ratio", "0.1", "--warm-up", "10", "--json");
        CompletableFuture<String> output = outputOf(load);
        // The edge is not the first: the load asks it for the products before it begins, and gives up if it is away
        // then.
        for (String victim : List.of("checkout", "edge", "inventory", "order", "kafka", "postgres")) {
            assertThat(load.isAlive()).as("the load still runs").isTrue();
            int restarts = shop.component(victim).get("restarts").asInt();
            shop.kill(victim);
            await(victim + " is back")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> shop.component(victim).get("restarts").asInt() > restarts && shop.allHealthy());
        }
        assertThat(load.waitFor(6, TimeUnit.MINUTES)).isTrue();
        String report = output.get(10, TimeUnit.SECONDS);
        assertThat(load.exitValue()).as(report).isZero();
        JsonNode counts = ShopUnderTest.JSON
                .readTree(report.substring(report.indexOf('{')))
                .get("counts");
        assertThat(counts.get("unanswered").asInt()).isZero();
        assertThat(counts.get("failed").asInt()).as(report).isZero();
        assertThat(counts.get("accepted")).isEqualTo(counts.get("due"));
    }

    private static CompletableFuture<String> outputOf(Process process) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    @Order(5)
    void theAuditFindsNothing() throws IOException {
        Result audit = shop.run("audit");

        assertThat(audit.exitCode()).as(audit.output()).isZero();
    }

    @Test
    @Order(6)
    void dataSurvivesDownAndUp() throws IOException {
        var browser = new Browser(shop.edge());
        String location = accepted(browser.post(CHECKOUTS, browser.checkoutOf(sku, 1), "Idempotency-Key", key()));
        answered(browser, location);

        assertThat(shop.run("down").exitCode()).isZero();
        Result up = shop.run("up", "--detach", "--separate");

        assertThat(up.exitCode()).as(up.output()).isZero();
        assertThat(browser.order(location).get("status").asString()).isEqualTo("CONFIRMED");
        assertThat(shop.run("audit").exitCode()).isZero();
    }

    private static ProducerRecord<String, byte[]> bad(int partition, String type, String json) {
        String id = UUID.randomUUID().toString();
        var record = new ProducerRecord<>(
                "checkout.events", partition, UUID.randomUUID().toString(), json.getBytes(StandardCharsets.UTF_8));
        record.headers()
                .add("ce_id", id.getBytes(StandardCharsets.UTF_8))
                .add("ce_type", type.getBytes(StandardCharsets.UTF_8));
        return record;
    }

    private static int openLetters(String service) throws Exception {
        return rows(service, "dead_letters where state = 'OPEN'");
    }

    private static int rows(String service, String table) throws Exception {
        return number(service, "select count(*) from " + table);
    }

    private static int number(String service, String query) throws Exception {
        return Integer.parseInt(text(service, query));
    }

    private static String text(String service, String query) throws Exception {
        try (var connection = superuser(service);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void superuser(String service, String sql) throws Exception {
        try (var connection = superuser(service);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection superuser(String service) throws Exception {
        String password = java.nio.file.Files.readString(java.nio.file.Path.of("target", "shop", "data", "password"))
                .strip();
        return java.sql.DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + shop.postgresPort() + "/" + service, "postgres", password);
    }

    private static String accepted(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        return response.headers().firstValue("Location").orElseThrow();
    }

    private static JsonNode answered(Browser browser, String location) {
        return await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> browser.order(location),
                        order -> order.has("status")
                                && !order.get("status").asString().equals("PLACED"));
    }

    private static Stream<JsonNode> products(Browser browser) {
        return Browser.json(browser.get("/inventory/api/v1/products"))
                .get("products")
                .valueStream();
    }

    private static int available(Browser browser, String sku) {
        return Browser.json(browser.get("/inventory/api/v1/products/" + sku))
                .get("available")
                .asInt();
    }

    private static String plentiful() {
        return products(new Browser(shop.edge()))
                .max(java.util.Comparator.comparingInt(
                        (JsonNode product) -> product.get("available").asInt()))
                .orElseThrow()
                .get("sku")
                .asString();
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }
}
