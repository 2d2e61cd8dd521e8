package shop.inventory.reservation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import shop.schemas.CheckoutEvent.OrderPlaced;

/**
 * What stock cares for in an order.
 *
 * @param quantities units per SKU in the order of the lines, lines of the same SKU added up
 */
record PlacedOrder(UUID orderId, SequencedMap<String, Long> quantities) {

    static PlacedOrder of(OrderPlaced event) {
        var quantities = new LinkedHashMap<String, Long>();
        event.lines().forEach(line -> quantities.merge(line.sku(), (long) line.quantity(), Long::sum));
        return new PlacedOrder(event.orderId(), quantities);
    }

    /** Whether everything asked for is there. */
    boolean fits(Map<String, Integer> available) {
        return quantities.entrySet().stream()
                .allMatch(asked -> asked.getValue() <= available.getOrDefault(asked.getKey(), 0));
    }
}
