package shop.schemas;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The events of the inventory service on {@code inventory.events}. */
public sealed interface InventoryEvent {

    /** The aggregate type; the topic is this plus {@code .events}. */
    String AGGREGATE_TYPE = "inventory";

    /** Every event type of the topic by its name on the wire. */
    Map<String, Class<? extends InventoryEvent>> TYPES = Map.of(
            "inventory.stock-reserved.v1", StockReserved.class,
            "inventory.stock-rejected.v1", StockRejected.class,
            "inventory.stock-released.v1", StockReleased.class);

    /** The aggregate id: Kafka key and unit of ordering. */
    UUID orderId();

    /** The units of every line of the order are set aside. */
    record StockReserved(UUID orderId, Instant reservedAt, List<StockLine> lines) implements InventoryEvent {

        public StockReserved {
            Objects.requireNonNull(orderId, "orderId");
            Objects.requireNonNull(reservedAt, "reservedAt");
            lines = List.copyOf(lines);
        }
    }

    /** Nothing was set aside, because at least one line asked for more than there was. */
    record StockRejected(UUID orderId, Instant rejectedAt, List<Shortage> shortages) implements InventoryEvent {

        public StockRejected {
            Objects.requireNonNull(orderId, "orderId");
            Objects.requireNonNull(rejectedAt, "rejectedAt");
            shortages = List.copyOf(shortages);
            if (shortages.isEmpty()) {
                throw new IllegalArgumentException("a rejection names at least one shortage");
            }
        }
    }

    /** The units set aside for the order are available again, because it was cancelled. */
    record StockReleased(UUID orderId, Instant releasedAt, List<StockLine> lines) implements InventoryEvent {

        public StockReleased {
            Objects.requireNonNull(orderId, "orderId");
            Objects.requireNonNull(releasedAt, "releasedAt");
            lines = List.copyOf(lines);
        }
    }
}
