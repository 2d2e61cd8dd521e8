package shop.tools.client;

import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Somebody who looks at everything and buys nothing, so that the first shopper does not wait for all that a service does
 * for the first time. Nothing is stored by it, and what the shop answers does not matter.
 */
public final class FirstVisit {

    private static final String NO_SKU = "first-visit";
    private static final Duration FIRST_SIGN = Duration.ofSeconds(1);

    private FirstVisit() {}

    /** Returns when it is over, or after {@code limit}; then it goes on for as long as its requests may take. */
    public static void pay(URI edge, Duration limit) throws InterruptedException {
        Thread.ofVirtual().name("first-visit").start(() -> lookAround(edge)).join(limit);
    }

    private static void lookAround(URI edge) {
        try (var shop = new FrontDoor(edge)) {
            var visitor = new Shopper(shop);
            visitor.products();
            visitor.cart();
            visitor.putIntoCart(NO_SKU, 1);
            visitor.checkout(emptyCart(), UUID.randomUUID().toString());
            String noOrder = UUID.randomUUID().toString();
            visitor.order(noOrder);
            visitor.events(noOrder, "").next(FIRST_SIGN.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static JsonNode emptyCart() {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return json.objectNode()
                .put("version", 1)
                .set("total", json.objectNode().put("amountMinor", 1).put("currency", "EUR"));
    }
}
