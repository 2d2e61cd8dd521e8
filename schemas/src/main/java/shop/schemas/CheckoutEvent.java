package shop.schemas;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The events of the checkout service on {@code checkout.events}. */
public sealed interface CheckoutEvent {

    /** The aggregate type; the topic is this plus {@code .events}. */
    String AGGREGATE_TYPE = "checkout";

    /** Every event type of the topic by its name on the wire. */
    Map<String, Class<? extends CheckoutEvent>> TYPES = Map.of("checkout.order-placed.v1", OrderPlaced.class);

    /** The aggregate id: Kafka key and unit of ordering. */
    UUID orderId();

    /**
     * A shopper's checkout was accepted; inventory has not been asked yet.
     *
     * @param total the sum of the lines, as the shopper confirmed it
     */
    record OrderPlaced(
            UUID orderId, UUID shopperId, Instant placedAt, List<OrderLine> lines, Money total, Delivery delivery)
            implements CheckoutEvent {

        public OrderPlaced {
            Objects.requireNonNull(orderId, "orderId");
            Objects.requireNonNull(shopperId, "shopperId");
            Objects.requireNonNull(placedAt, "placedAt");
            Objects.requireNonNull(total, "total");
            Objects.requireNonNull(delivery, "delivery");
            lines = List.copyOf(lines);
            if (lines.isEmpty()) {
                throw new IllegalArgumentException("an order has at least one line");
            }
        }
    }
}
