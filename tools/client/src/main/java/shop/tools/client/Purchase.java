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

    private final Shopper shopper;
    private final Duration patience;
    private final OrderReport report;

    Purchase(Shopper shopper, Duration patience, OrderReport report) {
        this.shopper = shopper;
        this.patience = patience;
        this.report = report;
    }

    /** @return the exit code */
    int make(List<Line> wishes, boolean cancel) throws Trouble, InterruptedException {
        JsonNode cart = fill(wishes);
        report.cart(cart);
        String key = UUID.randomUUID().toString();
        long pressed = System.nanoTime();
        JsonNode accepted = Trouble.orDone(
                "The checkout",
                Question.insist(
                        () -> shopper.checkout(cart, key),
                        deadline(),
                        () -> report.note("asking again with the same key")));
        String orderId = accepted.path("orderId").asString();
        report.accepted(orderId, accepted, millisSince(pressed, System.nanoTime()));
        try (var feed = new OrderFeed(shopper, orderId)) {
            return follow(feed, orderId, pressed, cancel);
        } finally {
            report.end();
        }
    }

    private int follow(OrderFeed feed, String orderId, long pressed, boolean cancel)
            throws Trouble, InterruptedException {
        Step answer = answer(feed, orderId, pressed);
        if (answer.is("CONFIRMED") && cancel) {
            Answer cancelled = Question.insist(() -> shopper.cancel(orderId), deadline(), () -> {});
            if (cancelled instanceof Answer.Refused refused) {
                report.note("not cancelled: " + refused.detail());
                return 1;
            }
            Trouble.orDone("The cancellation", cancelled);
            return answer(feed, orderId, pressed).is("CANCELLED") ? 0 : 1;
        }
        return answer.is(cancel ? "CANCELLED" : "CONFIRMED") ? 0 : 1;
    }

    private Step answer(OrderFeed feed, String orderId, long pressed) throws Trouble, InterruptedException {
        long deadline = deadline();
        while (true) {
            Optional<Step> next = feed.next(deadline);
            if (next.isEmpty()) {
                throw new Trouble("Order " + orderId + " was accepted but has no answer after " + patience.toSeconds()
                        + " s. Look at it with: ./shop status");
            }
            Step step = next.get();
            report.step(step, millisSince(pressed, step.seenNanos()));
            if (step.isAnswer()) {
                return step;
            }
        }
    }

    private JsonNode fill(List<Line> wishes) throws Trouble, InterruptedException {
        JsonNode products = Trouble.orDone("The product list", shopper.products());
        for (Line wish : wishes.isEmpty() ? List.of(new Line()) : wishes) {
            String sku = wish.sku == null ? firstInStock(products) : wish.sku;
            Trouble.orDone("Putting " + sku + " into the cart", shopper.putIntoCart(sku, wish.quantity));
        }
        return Trouble.orDone("The cart", shopper.cart());
    }

    private static String firstInStock(JsonNode products) throws Trouble {
        return StreamSupport.stream(products.path("products").spliterator(), false)
                .filter(product -> product.path("available").asInt(0) > 0)
                .map(product -> product.path("sku").asString())
                .findFirst()
                .orElseThrow(() -> new Trouble("Nothing is in stock. Name a product with --sku, or start with"
                        + " fresh stock: ./shop down && ./shop up --fresh"));
    }

    private long deadline() {
        return System.nanoTime() + patience.toNanos();
    }

    private static double millisSince(long from, long to) {
        return (to - from) / 1e6;
    }
}
