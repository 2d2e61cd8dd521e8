package shop.tools.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** I1: what is reserved is there, and is what the reservations say. */
final class NoOversell implements Invariant {

    @Override
    public Finding check(History history) {
        var finding = new Finding.Builder("I1", "No unit is sold twice: 0 <= reserved <= on hand");
        Map<String, Long> held = heldByReservations(history);
        for (History.Stock stock : history.stock()) {
            finding.brokenIf(
                    stock.reserved() < 0 || stock.reserved() > stock.onHand(),
                    stock.sku(),
                    "reserved " + stock.reserved() + " of " + stock.onHand() + " on hand");
            long lines = held.getOrDefault(stock.sku(), 0L);
            finding.brokenIf(
                    stock.reserved() != lines,
                    stock.sku(),
                    "reserved " + stock.reserved() + ", but its reservations hold " + lines);
        }
        var unknown = new TreeSet<>(held.keySet());
        history.stock().forEach(stock -> unknown.remove(stock.sku()));
        unknown.forEach(sku -> finding.broken(sku, "is held by reservations but has no stock"));
        return finding.checked(history.stock().size(), "SKUs");
    }

    /** Units per SKU that reservations hold now. */
    static Map<String, Long> heldByReservations(History history) {
        var held = new HashMap<String, Long>();
        history.reservations().stream()
                .filter(reservation -> reservation.state().equals("RESERVED"))
                .flatMap(reservation -> reservation.lines().stream())
                .forEach(line -> held.merge(line.sku(), line.quantity(), Long::sum));
        return held;
    }
}
