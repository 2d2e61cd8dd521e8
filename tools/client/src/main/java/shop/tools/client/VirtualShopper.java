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

    private final Shopper shopper;
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
    VirtualShopper(Shopper shopper, LoadPlan plan, LoadFigures figures, long dueNanos, boolean timed, long endNanos) {
        this.shopper = shopper;
        this.plan = plan;
        this.figures = figures;
        this.dueNanos = dueNanos;
        this.timed = timed;
        this.endNanos = endNanos;
    }

    /** Ends with this order counted exactly once as confirmed, rejected, cancelled, unanswered or failed. */
    void shop() throws InterruptedException {
        long giveUp = dueNanos + plan.giveUp().toNanos();
        Answer cart = fill(plan.anySku(), giveUp);
        if (!(cart instanceof Answer.Done filled)) {
            figures.failed("cart: " + reason(cart));
            return;
        }
        long ready = System.nanoTime();
        Schedule.keepTo(dueNanos);
        if (ready > dueNanos) {
            figures.lateCarts.increment();
        } else if (timed) {
            figures.pressedLate(System.nanoTime() - dueNanos);
        }
        String key = UUID.randomUUID().toString();
        Answer checkout =
                Question.insist(() -> shopper.checkout(filled.body(), key), giveUp, figures.retried::increment);
        long acceptedNanos = System.nanoTime();
        if (checkout instanceof Answer.Done placed) {
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
    private Answer fill(String sku, long giveUp) throws InterruptedException {
        return Question.insist(() -> shopper.putIntoCart(sku, 1), giveUp, () -> {});
    }

    private void follow(String orderId, long acceptedNanos) throws InterruptedException {
        try (var feed = new OrderFeed(shopper, orderId)) {
            Optional<Step> answer = nextAnswer(feed, orderId);
            if (timed) {
                answer.ifPresent(step -> figures.answerTook(step.seenNanos() - acceptedNanos));
            }
            if (answer.isPresent() && answer.get().is("CONFIRMED") && plan.wantsToCancel()) {
                answer = cancel(feed, orderId, answer);
            }
            count(orderId, answer);
        }
    }

    private Optional<Step> cancel(OrderFeed feed, String orderId, Optional<Step> confirmed)
            throws InterruptedException {
        long pressed = System.nanoTime();
        Answer cancellation = Question.insist(() -> shopper.cancel(orderId), endNanos, () -> {});
        if (cancellation instanceof Answer.Refused) {
            return confirmed;
        }
        Optional<Step> cancelled = nextAnswer(feed, orderId);
        if (timed) {
            cancelled.ifPresent(step -> figures.cancellationTook(step.seenNanos() - pressed));
        }
        return cancellation instanceof Answer.Done ? cancelled.filter(step -> step.is("CANCELLED")) : cancelled;
    }

    private Optional<Step> nextAnswer(OrderFeed feed, String orderId) throws InterruptedException {
        Optional<Step> step = feed.next(endNanos);
        while (step.isPresent() && !step.get().isAnswer()) {
            step = feed.next(endNanos);
        }
        return step.isPresent() ? step : lookUp(orderId);
    }

    /** The stream did not tell; the order itself may. */
    private Optional<Step> lookUp(String orderId) throws InterruptedException {
        Answer found = Question.insist(() -> shopper.order(orderId), System.nanoTime() + LAST_LOOK.toNanos(), () -> {});
        return found instanceof Answer.Done order
                ? Optional.of(Step.of(order.body(), System.nanoTime())).filter(Step::isAnswer)
                : Optional.empty();
    }

    private void count(String orderId, Optional<Step> last) {
        switch (last.map(Step::status).orElse("")) {
            case "CONFIRMED" -> figures.confirmed.increment();
            case "REJECTED" -> figures.rejected.increment();
            case "CANCELLED" -> figures.cancelled.increment();
            default -> figures.unanswered(orderId);
        }
    }

    private static String reason(Answer answer) {
        return switch (answer) {
            case Answer.Done done -> "HTTP " + done.status();
            case Answer.Refused refused -> refused.status() + " " + refused.code();
            case Answer.Unavailable unavailable -> unavailable.reason();
        };
    }
}
