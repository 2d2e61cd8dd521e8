package shop.opsapi;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Says what this service knows of one order; an order's id is the aggregate id of all events. */
@OpsController
class AggregateTraceController {

    private final String service;
    private final ObjectProvider<AggregateTrace> parts;

    AggregateTraceController(String service, ObjectProvider<AggregateTrace> parts) {
        this.service = service;
        this.parts = parts;
    }

    /** @param event ids of events of which the caller wants to know whether they were handled here */
    @GetMapping("/orders/{orderId}")
    @Requires(Role.VIEWER)
    Trace trace(@PathVariable UUID orderId, @RequestParam(defaultValue = "") Set<UUID> event) {
        return new Trace(
                service,
                orderId,
                parts.stream()
                        .flatMap(part -> part.steps(orderId, event).stream())
                        .sorted(Comparator.comparing(TraceStep::at))
                        .toList());
    }

    /** @param steps by time; empty if this service does not know the order */
    record Trace(String service, UUID orderId, List<TraceStep> steps) {}
}
