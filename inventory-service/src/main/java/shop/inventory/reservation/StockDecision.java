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
 * Which orders of a batch get their units: in the order of arrival, all lines of an order or none.
 *
 * @param answers one {@link StockReserved} or {@link StockRejected} per order, in the order of arrival
 * @param changes units to add to what is reserved, per SKU; no zeros
 */
public record StockDecision(List<InventoryEvent> answers, Map<String, Integer> changes) {

    /**
     * @param available units that can be given out per SKU; a missing SKU has none
     * @param requests in the order of arrival
     */
    public static StockDecision decide(Map<String, Integer> available, List<StockRequest> requests, Instant now) {
        var left = new HashMap<>(available);
        var changes = new TreeMap<String, Integer>();
        var answers = new ArrayList<InventoryEvent>(requests.size());
        for (StockRequest request : requests) {
            if (request.fits(left)) {
                List<StockLine> lines = linesOf(request);
                for (StockLine line : lines) {
                    left.merge(line.sku(), -line.quantity(), Integer::sum);
                    changes.merge(line.sku(), line.quantity(), Integer::sum);
                }
                answers.add(new StockReserved(request.orderId(), now, lines));
            } else {
                answers.add(new StockRejected(request.orderId(), now, shortagesOf(request, left)));
            }
        }
        return new StockDecision(List.copyOf(answers), changes);
    }

    /** The orders that got their units. */
    public List<StockReserved> reserved() {
        return answers.stream()
                .filter(StockReserved.class::isInstance)
                .map(StockReserved.class::cast)
                .toList();
    }

    private static List<StockLine> linesOf(StockRequest request) {
        return request.quantities().entrySet().stream()
                .map(asked -> new StockLine(asked.getKey(), Math.toIntExact(asked.getValue())))
                .toList();
    }

    private static List<Shortage> shortagesOf(StockRequest request, Map<String, Integer> left) {
        var shortages = new ArrayList<Shortage>();
        request.quantities().forEach((sku, asked) -> {
            int available = left.getOrDefault(sku, 0);
            if (asked > available) {
                shortages.add(new Shortage(sku, (int) Math.min(asked, Integer.MAX_VALUE), available));
            }
        });
        return shortages;
    }
}
