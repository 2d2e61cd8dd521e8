package shop.order.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import shop.opsapi.AggregateTrace;
import shop.opsapi.TraceStep;

/** What operators may know of an order: the facts that have arrived, and the statuses that follow from them. */
@Component
@Lazy
class OrderTrace implements AggregateTrace {

    private final OrderRepository orders;

    OrderTrace(OrderRepository orders) {
        this.orders = orders;
    }

    @Override
    public List<TraceStep> steps(UUID orderId, Set<UUID> events) {
        return orders.ofAnyShopper(orderId).map(OrderTrace::steps).orElse(List.of());
    }

    private static List<TraceStep> steps(Order order) {
        var steps = new ArrayList<TraceStep>();
        Stream.of(order.placed(), order.stockAnswer(), order.cancelled())
                .filter(Objects::nonNull)
                .forEach(fact -> steps.add(fact(fact)));
        order.timeline().ifPresent(timeline -> timeline.steps().forEach(step -> steps.add(status(step))));
        return steps;
    }

    private static TraceStep fact(Fact fact) {
        return switch (fact) {
            case Fact.Placed placed -> fact(placed.at(), "placed");
            case Fact.Reserved reserved -> fact(reserved.at(), "stock reserved");
            case Fact.Rejected rejected -> fact(rejected.at(), "stock rejected");
            case Fact.Cancelled cancelled -> fact(cancelled.at(), "cancelled, when it was " + cancelled.from());
        };
    }

    private static TraceStep fact(Instant at, String fact) {
        return TraceStep.of(at, "FACT", "it is known: " + fact, Map.of("fact", fact));
    }

    private static TraceStep status(Timeline.Step step) {
        return TraceStep.of(step.at(), "STATUS", "status " + step.status(), Map.of("status", step.status()));
    }
}
