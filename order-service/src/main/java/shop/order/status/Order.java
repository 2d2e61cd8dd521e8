package shop.order.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.order.status.Fact.Cancelled;
import shop.order.status.Fact.Placed;
import shop.order.status.Fact.Rejected;
import shop.order.status.Fact.Reserved;
import shop.order.status.Fact.StockAnswer;
import shop.order.status.Timeline.Step;
import shop.schemas.OrderEvent;
import shop.schemas.OrderEvent.OrderCancelled;
import shop.schemas.OrderEvent.OrderConfirmed;
import shop.schemas.OrderEvent.OrderRejected;
import shop.schemas.Shortage;

/**
 * The facts known of an order that decide its status; {@code null} is a fact not known yet.
 *
 * <p>Applying the same facts in any order and any number of times gives an equal order.
 */
public record Order(
        UUID orderId,
        @Nullable Placed placed,
        @Nullable StockAnswer stockAnswer,
        @Nullable Cancelled cancelled) {

    /** An order of which nothing is known. */
    public static Order unknown(UUID orderId) {
        return new Order(orderId, null, null, null);
    }

    /**
     * @return the order with {@code fact}; this order itself if it has the fact already
     * @throws IllegalStateException if the fact is a stock answer other than the one known: the inventory answers once, and
     *     an answer given to a shopper does not flip
     */
    public Order apply(Fact fact) {
        return switch (fact) {
            case Placed placing -> placed == null ? new Order(orderId, placing, stockAnswer, cancelled) : this;
            case StockAnswer answer -> applyAnswer(answer);
            case Cancelled cancelling -> cancelled == null ? new Order(orderId, placed, stockAnswer, cancelling) : this;
        };
    }

    private Order applyAnswer(StockAnswer answer) {
        if (stockAnswer == null) {
            return new Order(orderId, placed, answer, cancelled);
        }
        if (stockAnswer.getClass() != answer.getClass()) {
            throw new IllegalStateException(
                    "Order " + orderId + ": " + answer.getClass().getSimpleName() + " contradicts "
                            + stockAnswer.getClass().getSimpleName());
        }
        return this;
    }

    /** @return empty while it is not known that the order was placed; nobody sees such an order */
    public Optional<OrderStatus> status() {
        if (placed == null) {
            return Optional.empty();
        }
        if (cancelled != null) {
            return Optional.of(OrderStatus.CANCELLED);
        }
        return Optional.of(
                switch (stockAnswer) {
                    case null -> OrderStatus.PLACED;
                    case Reserved _ -> OrderStatus.CONFIRMED;
                    case Rejected _ -> OrderStatus.REJECTED;
                });
    }

    Optional<Timeline> timeline() {
        return placed == null
                ? Optional.empty()
                : Optional.of(new Timeline(orderId, placed.shopperId(), steps(placed), shortages()));
    }

    /** A stock answer that came after the cancellation was never a status, so it is not a step. */
    private List<Step> steps(Placed placed) {
        var steps = new ArrayList<Step>(3);
        steps.add(new Step(OrderStatus.PLACED, placed.at()));
        boolean answeredFirst = cancelled == null || cancelled.from() == OrderStatus.CONFIRMED;
        switch (stockAnswer) {
            case Reserved reserved when answeredFirst -> add(steps, OrderStatus.CONFIRMED, reserved.at());
            case Rejected rejected when cancelled == null -> add(steps, OrderStatus.REJECTED, rejected.at());
            case null, default -> {}
        }
        if (cancelled != null) {
            add(steps, OrderStatus.CANCELLED, cancelled.at());
        }
        return steps;
    }

    /** The facts' times come from the clocks of three services; a step is never earlier than the one before. */
    private static void add(List<Step> steps, OrderStatus status, Instant at) {
        Instant previous = steps.getLast().at();
        steps.add(new Step(status, at.isBefore(previous) ? previous : at));
    }

    private List<Shortage> shortages() {
        return cancelled == null && stockAnswer instanceof Rejected rejected ? rejected.shortages() : List.of();
    }

    /** The event of a status that this order has and {@code before} had not; none for PLACED, which checkout publishes. */
    public Optional<OrderEvent> eventSince(Order before) {
        if (status().equals(before.status())) {
            return Optional.empty();
        }
        return timeline().flatMap(Order::eventOf);
    }

    private static Optional<OrderEvent> eventOf(Timeline timeline) {
        UUID orderId = timeline.orderId();
        UUID shopperId = timeline.shopperId();
        Instant at = timeline.steps().getLast().at();
        return switch (timeline.status()) {
            case PLACED -> Optional.empty();
            case CONFIRMED -> Optional.of(new OrderConfirmed(orderId, shopperId, at));
            case REJECTED -> Optional.of(new OrderRejected(orderId, shopperId, at, timeline.shortages()));
            case CANCELLED -> Optional.of(new OrderCancelled(orderId, shopperId, at));
        };
    }

    /** Decides whether the shopper can cancel this order, which must be placed. */
    public CancellationOutcome cancel(Instant now, Duration window) {
        OrderStatus status = status().orElseThrow();
        return switch (status) {
            case CANCELLED -> new CancellationOutcome.AlreadyCancelled();
            case REJECTED -> new CancellationOutcome.AlreadyRejected();
            case PLACED, CONFIRMED ->
                withinWindow(now, window)
                        ? new CancellationOutcome.Accepted(apply(new Cancelled(orderId, now, status)))
                        : new CancellationOutcome.TooLate(window);
        };
    }

    /** @return the order cancelled by the shop; this order itself if it is rejected or cancelled already */
    Order withdraw(Instant now) {
        OrderStatus status = status().orElse(OrderStatus.PLACED);
        return status.isFinal() ? this : apply(new Cancelled(orderId, now, status));
    }

    /** Whether {@link #cancel} would be accepted. */
    boolean cancellable(Instant now, Duration window) {
        return status().map(status -> !status.isFinal()).orElse(false) && withinWindow(now, window);
    }

    private boolean withinWindow(Instant now, Duration window) {
        return placed != null && !now.isAfter(placed.at().plus(window));
    }
}
