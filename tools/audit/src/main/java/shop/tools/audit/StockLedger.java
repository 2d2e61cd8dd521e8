package shop.tools.audit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * I1 and I2 in a shop that is never quiet: what each SKU's reservations hold, carried on with what was committed since the last
 * look.
 *
 * <p>A reservation, its stock and its outbox row are one transaction. So in one snapshot of the database the stock has changed by
 * exactly what the rows say that have become visible.
 */
final class StockLedger {

    private final Map<String, Long> held = new HashMap<>();

    /** @param sums what all reservations hold, per SKU */
    void begin(Map<String, Long> sums) {
        held.clear();
        held.putAll(sums);
    }

    /** @param events those that became visible since the last look */
    void goOn(List<RecordContent> events) {
        for (RecordContent event : events) {
            if (event instanceof RecordContent.StockReserved stock) {
                stock.lines().forEach(line -> held.merge(line.sku(), line.quantity(), Long::sum));
            } else if (event instanceof RecordContent.StockReleased stock) {
                stock.lines().forEach(line -> held.merge(line.sku(), -line.quantity(), Long::sum));
            }
        }
    }

    /**
     * @param stock every SKU, in the snapshot of the last look
     * @return what is broken, per SKU; the same at the next look if it was not repaired
     */
    Map<String, Violation> judge(List<History.Stock> stock) {
        var broken = new TreeMap<String, Violation>();
        for (History.Stock one : stock) {
            long due = held.getOrDefault(one.sku(), 0L);
            if (one.reserved() < 0 || one.reserved() > one.onHand()) {
                broken.put(
                        one.sku(),
                        new Violation(
                                "I1", one.sku() + ": reserved " + one.reserved() + " of " + one.onHand() + " on hand"));
            } else if (one.reserved() != due) {
                broken.put(
                        one.sku(),
                        new Violation(
                                "I1",
                                one.sku() + ": reserved " + one.reserved() + ", but its reservations hold " + due));
            } else if (one.received() != one.onHand()) {
                broken.put(
                        one.sku(),
                        new Violation(
                                "I2",
                                one.sku() + ": received " + one.received() + ", but " + one.onHand() + " are on hand"));
            }
        }
        return broken;
    }
}
