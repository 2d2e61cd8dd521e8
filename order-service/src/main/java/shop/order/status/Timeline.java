package shop.order.status;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import shop.schemas.Shortage;

/**
 * The statuses an order has had, oldest first. It grows only at its end, so a step keeps its position.
 *
 * @param steps at least one; their times never fall
 * @param shortages why the order was rejected; empty unless it was
 */
public record Timeline(UUID orderId, UUID shopperId, List<Step> steps, List<Shortage> shortages) {

    public Timeline {
        steps = List.copyOf(steps);
        shortages = List.copyOf(shortages);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("A timeline begins with the placing");
        }
    }

    public OrderStatus status() {
        return steps.getLast().status();
    }

    /** A status and the moment the order got it. */
    public record Step(OrderStatus status, Instant at) {}
}
