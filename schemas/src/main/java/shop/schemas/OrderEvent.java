package shop.schemas;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The events of the order service on {@code order.events}: the answers a shopper gets. */
public sealed interface OrderEvent {

    /** The aggregate type; the topic is this plus {@code .events}. */
    String AGGREGATE_TYPE = "order";

    /** Every event type of the topic by its name on the wire. */
    Map<String, Class<? extends OrderEvent>> TYPES = Map.of(
            "order.confirmed.v1", OrderConfirmed.class,
            "order.rejected.v1", OrderRejected.class,
            "order.cancelled.v1", OrderCancelled.class);

    /** The aggregate id: Kafka key and unit of ordering. */
    UUID orderId();

    UUID shopperId();

    /** The order is placed and its stock is reserved. */
    record OrderConfirmed(UUID orderId, UUID shopperId, Instant confirmedAt) implements OrderEvent {

        public OrderConfirmed {
            Objects.requireNonNull(orderId, "orderId");
            Objects.requireNonNull(shopperId, "shopperId");
            Objects.requireNonNull(confirmedAt, "confirmedAt");
        }
    }

    /** The order cannot be fulfilled; nothing is reserved. */
    record OrderRejected(UUID orderId, UUID shopperId, Instant rejectedAt, List<Shortage> shortages)
            implements OrderEvent {

        public OrderRejected {
            Objects.requireNonNull(orderId, "orderId");
            Objects.requireNonNull(shopperId, "shopperId");
            Objects.requireNonNull(rejectedAt, "rejectedAt");
            shortages = List.copyOf(shortages);
        }
    }

    /** The shopper withdrew the order; stock reserved for it, now or later, has to be released. */
    record OrderCancelled(UUID orderId, UUID shopperId, Instant cancelledAt) implements OrderEvent {

        public OrderCancelled {
            Objects.requireNonNull(orderId, "orderId");
            Objects.requireNonNull(shopperId, "shopperId");
            Objects.requireNonNull(cancelledAt, "cancelledAt");
        }
    }
}
