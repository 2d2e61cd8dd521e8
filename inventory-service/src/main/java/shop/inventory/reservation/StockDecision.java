package shop.inventory.reservation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import shop.schemas.InventoryEvent;
import shop.schemas.InventoryEvent.StockRejected;
import shop.schemas.InventoryEvent.StockReserved;
import shop.schemas.Shortage;
import shop.schemas.StockLine;

/**
 * Which orders of a batch get their units: first come, first served, all lines of an order or none.
 *
 * @param answers one {@link StockReserved} or {@link StockRejected} per order, in the order of arrival
 * @param changes units to add to what is reserved, per SKU; no zeros
 */
record StockDecision(List<InventoryEvent> answers, Map<String, Integer> changes) {

    /**
     * @param available units that can be given out per SKU; a missing SKU has none
     * @param orders in the order of arrival
     */
    static StockDecision on(Map<String, Integer> available, List<PlacedOrder> orders, Instant now) {
        var left = new HashMap<>(available);
        var changes = new TreeMap<String, Integer>();
        var answers = new ArrayList<InventoryEvent>(orders.size());
        for (PlacedOrder order : orders) {
            if (order.fits(left)) {
                List<StockLine> lines = linesOf(order);
                for (StockLine line : lines) {
                    left.merge(line.sku(), -line.quantity(), Integer::sum);
                    changes.merge(line.sku(), line.quantity(), Integer::sum);
                }
                answers.add(new StockReserved(order.orderId(), now, lines));
            } else {
                answers.add(new StockRejected(order.orderId(), now, shortagesOf(order, left)));
            }
        }
        return new StockDecision(List.copyOf(answers), changes);
    }

    /** The orders that got their units. */
    List<StockReserved> reserved() {
        return answers.stream()
                .filter(StockReserved.class::isInstance)
                .map(StockReserved.class::cast)
                .toList();
    }

    private static List<StockLine> linesOf(PlacedOrder order) {
        return order.quantities().entrySet().stream()
                .map(asked -> new StockLine(asked.getKey(), Math.toIntExact(asked.getValue())))
                .toList();
    }

    private static List<Shortage> shortagesOf(PlacedOrder order, Map<String, Integer> left) {
        var shortages = new ArrayList<Shortage>();
        order.quantities().forEach((sku, asked) -> {
            int available = left.getOrDefault(sku, 0);
            if (asked > available) {
                shortages.add(new Shortage(sku, (int) Math.min(asked, Integer.MAX_VALUE), available));
            }
        });
        return shortages;
    }
}
