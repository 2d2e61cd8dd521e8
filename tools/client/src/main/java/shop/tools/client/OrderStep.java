package shop.tools.client;

import java.util.List;
import java.util.stream.StreamSupport;
import shop.schemas.Shortage;
import tools.jackson.databind.JsonNode;

/**
 * One step of an order as its shopper sees it.
 *
 * @param status PLACED, CONFIRMED, REJECTED or CANCELLED
 * @param shortages per line, if the order was rejected
 * @param seenNanos when the shopper saw it ({@link System#nanoTime()})
 */
record OrderStep(String status, List<Shortage> shortages, long seenNanos) {

    OrderStep {
        shortages = List.copyOf(shortages);
    }

    static OrderStep of(JsonNode step, long seenNanos) {
        List<Shortage> shortages = StreamSupport.stream(step.path("shortages").spliterator(), false)
                .map(line -> new Shortage(
                        line.path("sku").asString(),
                        line.path("requested").asInt(),
                        line.path("available").asInt()))
                .toList();
        return new OrderStep(step.path("status").asString(""), shortages, seenNanos);
    }

    /** Whether this answers the shopper: nothing but the shopper's own cancellation can follow. */
    boolean isAnswer() {
        return is("CONFIRMED") || is("REJECTED") || is("CANCELLED");
    }

    boolean is(String other) {
        return status.equals(other);
    }
}
