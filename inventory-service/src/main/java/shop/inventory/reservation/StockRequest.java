package shop.inventory.reservation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import shop.schemas.CheckoutEvent.OrderPlaced;

/**
 * The units an order asks for.
 *
 * @param quantities units per SKU in the order of the lines, lines of the same SKU added up
 */
public record StockRequest(UUID orderId, SequencedMap<String, Long> quantities) {

    public static StockRequest of(OrderPlaced event) {
        var quantities = new LinkedHashMap<String, Long>();
        event.lines().forEach(line -> quantities.merge(line.sku(), (long) line.quantity(), Long::sum));
        return new StockRequest(event.orderId(), quantities);
    }

    /** Whether all units asked for are available. */
    boolean fits(Map<String, Integer> available) {
        return quantities.entrySet().stream()
                .allMatch(asked -> asked.getValue() <= available.getOrDefault(asked.getKey(), 0));
    }
}
