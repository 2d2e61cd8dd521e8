package shop.tools.client;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * One order of a load run, from an empty cart to its last answer.
 *
 * <p>The cart is filled ahead of the moment the order is due, so that the press itself keeps the schedule. If the cart
 * cannot be filled in time the press is late, and the time to accept shows it.
 */
final class VirtualShopper {

    /** How long the order itself is asked for when the stream did not tell in time. */
    private static final Duration LAST_LOOK = Duration.ofSeconds(5);

    private final ShopperSession shopper;
    private final LoadPlan plan;
    private final LoadFigures figures;
    private final long dueNanos;
    private final boolean timed;
    private long endNanos;

    /**
     * @param dueNanos when the order is due ({@link System#nanoTime()})
     * @param timed whether its latencies count
     * @param endNanos when to stop waiting for answers; an order accepted late gets the plan's patience all the same
     */
    VirtualShopper(
            ShopperSession shopper, LoadPlan plan, LoadFigures figures, long dueNanos, boolean timed, long endNanos) {
        this.shopper = shopper;
        this.plan = plan;
        this.figures = figures;
        this.dueNanos = dueNanos;
        this.timed = timed;
        this.endNanos = endNanos;
    }

    /** Ends with this order counted exactly once as confirmed, rejected, cancelled, unanswered or failed. */
    void run() throws InterruptedException {
        long giveUp = dueNanos + plan.giveUp().toNanos();
        ShopResponse cart = fill(plan.anySku(), giveUp);
        if (!(cart instanceof ShopResponse.Succeeded filled)) {
            figures.failed("cart: " + reason(cart));
            return;
        }
        long ready = System.nanoTime();
        Schedule.sleepUntil(dueNanos);
        if (ready > dueNanos) {
            figures.lateCarts.increment();
        } else if (timed) {
            figures.pressedLate(System.nanoTime() - dueNanos);
        }
        String key = UUID.randomUUID().toString();
        ShopResponse checkout =
                Retry.untilAnswered(() -> shopper.checkout(filled.body(), key), giveUp, figures.retried::increment);
        long acceptedNanos = System.nanoTime();
        if (checkout instanceof ShopResponse.Succeeded placed) {
            figures.accepted.increment();
            if (timed) {
                figures.acceptTook(acceptedNanos - dueNanos);
            }
            endNanos = Math.max(endNanos, acceptedNanos + plan.patience().toNanos());
            follow(placed.body().path("orderId").asString(), acceptedNanos);
        } else {
            figures.failed("checkout: " + reason(checkout));
        }
    }

    /** The answer is the whole cart, with the version and the total that will be ordered. */
    private ShopResponse fill(String sku, long giveUp) throws InterruptedException {
        return Retry.untilAnswered(() -> shopper.putIntoCart(sku, 1), giveUp, () -> {});
    }

    private void follow(String orderId, long acceptedNanos) throws InterruptedException {
        try (var feed = new OrderFeed(shopper, orderId)) {
            Optional<OrderStep> answer = nextAnswer(feed, orderId);
            if (timed) {
                answer.ifPresent(step -> figures.answerTook(step.seenNanos() - acceptedNanos));
            }
            if (answer.isPresent() && answer.get().is("CONFIRMED") && plan.wantsToCancel()) {
                answer = cancel(feed, orderId, answer);
            }
            count(orderId, answer);
        }
    }

    private Optional<OrderStep> cancel(OrderFeed feed, String orderId, Optional<OrderStep> confirmed)
            throws InterruptedException {
        long pressed = System.nanoTime();
        ShopResponse cancellation = Retry.untilAnswered(() -> shopper.cancel(orderId), endNanos, () -> {});
        if (cancellation instanceof ShopResponse.Refused) {
            return confirmed;
        }
        Optional<OrderStep> cancelled = nextAnswer(feed, orderId);
        if (timed) {
            cancelled.ifPresent(step -> figures.cancellationTook(step.seenNanos() - pressed));
        }
        return cancellation instanceof ShopResponse.Succeeded
                ? cancelled.filter(step -> step.is("CANCELLED"))
                : cancelled;
    }

    private Optional<OrderStep> nextAnswer(OrderFeed feed, String orderId) throws InterruptedException {
        Optional<OrderStep> step = feed.next(endNanos);
        while (step.isPresent() && !step.get().isAnswer()) {
            step = feed.next(endNanos);
        }
        return step.isPresent() ? step : lookUp(orderId);
    }

    /** The stream did not tell; the order itself may. */
    private Optional<OrderStep> lookUp(String orderId) throws InterruptedException {
        ShopResponse found =
                Retry.untilAnswered(() -> shopper.order(orderId), System.nanoTime() + LAST_LOOK.toNanos(), () -> {});
        return found instanceof ShopResponse.Succeeded order
                ? Optional.of(OrderStep.of(order.body(), System.nanoTime())).filter(OrderStep::isAnswer)
                : Optional.empty();
    }

    private void count(String orderId, Optional<OrderStep> last) {
        switch (last.map(OrderStep::status).orElse("")) {
            case "CONFIRMED" -> figures.confirmed.increment();
            case "REJECTED" -> figures.rejected.increment();
            case "CANCELLED" -> figures.cancelled.increment();
            default -> figures.unanswered(orderId);
        }
    }

    private static String reason(ShopResponse answer) {
        return switch (answer) {
            case ShopResponse.Succeeded succeeded -> "HTTP " + succeeded.status();
            case ShopResponse.Refused refused -> refused.status() + " " + refused.code();
            case ShopResponse.Unavailable unavailable -> unavailable.reason();
        };
    }
}
