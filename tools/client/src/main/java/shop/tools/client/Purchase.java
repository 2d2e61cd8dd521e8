package shop.tools.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import shop.tools.client.OrderCommand.Line;
import tools.jackson.databind.JsonNode;

/** One order from the product list to its final answer, told to a report step by step. */
final class Purchase {

    private final ShopperSession shopper;
    private final Duration patience;
    private final OrderReport report;

    Purchase(ShopperSession shopper, Duration patience, OrderReport report) {
        this.shopper = shopper;
        this.patience = patience;
        this.report = report;
    }

    /** @return the exit code */
    int run(List<Line> wishes, boolean cancel) throws VerbFailedException, InterruptedException {
        JsonNode cart = fill(wishes);
        report.cart(cart);
        String key = UUID.randomUUID().toString();
        long pressed = System.nanoTime();
        JsonNode accepted = Retry.untilAnswered(
                        () -> shopper.checkout(cart, key),
                        deadline(),
                        () -> report.note("asking again with the same key"))
                .bodyOf("The checkout");
        String orderId = accepted.path("orderId").asString();
        report.accepted(orderId, accepted, millisSince(pressed, System.nanoTime()));
        try (var feed = new OrderFeed(shopper, orderId)) {
            return follow(feed, orderId, pressed, cancel);
        } finally {
            report.end();
        }
    }

    private int follow(OrderFeed feed, String orderId, long pressed, boolean cancel)
            throws VerbFailedException, InterruptedException {
        OrderStep answer = answer(feed, orderId, pressed);
        if (answer.is("CONFIRMED") && cancel) {
            ShopResponse cancelled = Retry.untilAnswered(() -> shopper.cancel(orderId), deadline(), () -> {});
            if (cancelled instanceof ShopResponse.Refused refused) {
                report.note("not cancelled: " + refused.detail());
                return 1;
            }
            cancelled.bodyOf("The cancellation");
            return answer(feed, orderId, pressed).is("CANCELLED") ? 0 : 1;
        }
        return answer.is(cancel ? "CANCELLED" : "CONFIRMED") ? 0 : 1;
    }

    private OrderStep answer(OrderFeed feed, String orderId, long pressed)
            throws VerbFailedException, InterruptedException {
        long deadline = deadline();
        while (true) {
            Optional<OrderStep> next = feed.next(deadline);
            if (next.isEmpty()) {
                throw new VerbFailedException("Order " + orderId + " was accepted but has no answer after "
                        + patience.toSeconds() + " s. Look at it with: ./shop status");
            }
            OrderStep step = next.get();
            report.step(step, millisSince(pressed, step.seenNanos()));
            if (step.isAnswer()) {
                return step;
            }
        }
    }

    private JsonNode fill(List<Line> wishes) throws VerbFailedException, InterruptedException {
        JsonNode products = shopper.products().bodyOf("The product list");
        for (Line wish : wishes.isEmpty() ? List.of(new Line()) : wishes) {
            String sku = wish.sku == null ? firstInStock(products) : wish.sku;
            shopper.putIntoCart(sku, wish.quantity).bodyOf("Putting " + sku + " into the cart");
        }
        return shopper.cart().bodyOf("The cart");
    }

    private static String firstInStock(JsonNode products) throws VerbFailedException {
        return StreamSupport.stream(products.path("products").spliterator(), false)
                .filter(product -> product.path("available").asInt(0) > 0)
                .map(product -> product.path("sku").asString())
                .findFirst()
                .orElseThrow(
                        () -> new VerbFailedException("Nothing is in stock. Name a product with --sku, or start with"
                                + " fresh stock: ./shop down && ./shop up --fresh"));
    }

    private long deadline() {
        return System.nanoTime() + patience.toNanos();
    }

    private static double millisSince(long from, long to) {
        return (to - from) / 1e6;
    }
}
