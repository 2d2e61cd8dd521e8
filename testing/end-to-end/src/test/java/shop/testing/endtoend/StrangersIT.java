package shop.testing.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shop.testing.wholeshop.ShopUnderTest;
import tools.jackson.databind.JsonNode;

/** A whole shop while strangers hold all that they can get hold of. */
class StrangersIT {

    private static final int BODIES = 256;
    private static final int STREAMS = 1000;
    private static final int ORDERS = 15;

    /** What is promised beyond the time that an order takes when nobody is there. */
    private static final Duration PROMISED = Duration.ofSeconds(1);

    private static ShopUnderTest shop;
    private static String sku;

    @BeforeAll
    static void startShop() throws IOException {
        shop = ShopUnderTest.start("strangers", 21310);
        sku = plentiful();
        // The compilers are busy at first.
        orders(40);
    }

    @AfterAll
    static void stopShop() throws IOException {
        shop.close();
    }

    /** Where the strangers come in. */
    enum Door {
        /** As from outside. */
        EDGE(service -> shop.edge()),
        /** As through a load balancer that does not look at bodies. */
        SERVICES(service -> shop.api(service));

        private final Function<String, URI> servers;

        Door(Function<String, URI> servers) {
            this.servers = servers;
        }

        URI to(String service) {
            return servers.apply(service);
        }
    }

    /** Not a measurement of the machine: the order is compared with those before it in the same run, and each must be accepted at once. */
    @ParameterizedTest
    @EnumSource(Door.class)
    void anOrderIsAnsweredWithinASecondWhileStrangersHoldBodiesAndStreams(Door door) throws Exception {
        Duration calm = median(orders(ORDERS));

        try (var strangers = new HoldingClients()) {
            for (int i = 0; i < BODIES; i++) {
                sendSlowly(strangers, door, i);
            }
            for (int i = 0; i < STREAMS; i++) {
                strangers.follow(door.to("order"));
            }
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(held(strangers)).isEqualTo(new Held(true, true)));

            Duration meanwhile = median(orders(ORDERS));

            assertThat(held(strangers)).isEqualTo(new Held(true, true));
            System.out.println("strangers at " + door + ": " + strangers.bodies() + " bodies, " + strangers.streams()
                    + " streams; an order takes " + meanwhile.toMillis() + " ms, without them " + calm.toMillis()
                    + " ms");
            assertThat(meanwhile).isLessThan(calm.plus(PROMISED));
            await().atMost(Duration.ofSeconds(60)).until(() -> strangers.tooSlow() >= BODIES);
        }
    }

    private static void sendSlowly(HoldingClients strangers, Door door, int number) {
        switch (number % 3) {
            case 0 -> strangers.sendSlowly(door.to("checkout"), "POST /checkout/api/v1/checkouts");
            case 1 -> strangers.sendSlowly(door.to("cart"), "PUT /cart/api/v1/items/" + sku);
            default ->
                strangers.sendSlowly(
                        door.to("order"), "POST /order/api/v1/orders/" + UUID.randomUUID() + "/cancellation");
        }
    }

    /** Whether most of both are held now: some are always on their way back. */
    record Held(boolean bodies, boolean streams) {}

    private static Held held(HoldingClients strangers) {
        return new Held(strangers.bodies() > BODIES / 2, strangers.streams() > STREAMS * 9 / 10);
    }

    /** Each of another shopper. Returns how long each took, from the press to its answer. */
    private static List<Duration> orders(int number) {
        var took = new ArrayList<Duration>();
        for (int i = 0; i < number; i++) {
            var browser = new Browser(shop.edge());
            String body = browser.checkoutOf(sku, 1);
            long begin = System.nanoTime();
            HttpResponse<String> accepted = browser.post(
                    "/checkout/api/v1/checkouts",
                    body,
                    "Idempotency-Key",
                    UUID.randomUUID().toString());
            assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
            String location = accepted.headers().firstValue("Location").orElseThrow();
            browser.follow(location, "CONFIRMED");
            took.add(Duration.ofNanos(System.nanoTime() - begin));
        }
        return took;
    }

    private static Duration median(List<Duration> durations) {
        return durations.stream().sorted().toList().get(durations.size() / 2);
    }

    private static String plentiful() {
        JsonNode products = Browser.json(new Browser(shop.edge()).get("/inventory/api/v1/products"))
                .get("products");
        return products.valueStream()
                .filter(product -> product.get("available").asInt() > 900)
                .findFirst()
                .orElseThrow()
                .get("sku")
                .asString();
    }
}
