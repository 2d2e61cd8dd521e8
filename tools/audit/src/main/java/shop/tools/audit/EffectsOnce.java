package shop.tools.audit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * I6: folding every event once, in any order, gives the tables as they are.
 *
 * <p>Computed from the topics alone: each order's status, what each order reserved, and the reserved units per SKU.
 */
final class EffectsOnce implements Invariant {

    /** One order as its events give it; "known" is what reached order-service and did not become a dead letter there. */
    private static final class FoldedOrder {
        private @Nullable List<SkuQuantity> ordered;
        private @Nullable List<SkuQuantity> reserved;
        private @Nullable List<SkuQuantity> released;
        private boolean placingKnown;
        private boolean reservationKnown;
        private boolean rejectionKnown;
        private boolean cancelled;
        private int stockAnswers;
        private int releases;

        private @Nullable String status() {
            if (!placingKnown) {
                return null;
            }
            if (cancelled) {
                return "CANCELLED";
            }
            if (rejectionKnown) {
                return "REJECTED";
            }
            return reservationKnown ? "CONFIRMED" : "PLACED";
        }
    }

    @Override
    public Finding check(History history) {
        var finding = new Finding.Builder("I6", "Every event took effect once: folding the topics gives the tables");
        Map<UUID, FoldedOrder> folded = fold(history);
        folded.forEach((id, order) -> consistent(id, order, finding));
        for (History.Order order : history.orders()) {
            FoldedOrder byEvents = folded.get(order.orderId());
            String expected = byEvents == null ? null : byEvents.status();
            finding.brokenIf(
                    !Objects.equals(expected, order.status()),
                    order.orderId(),
                    "is " + order.status() + ", but its events say " + expected);
        }
        stock(history, folded, finding);
        return finding.checked(folded.size(), "orders");
    }

    private static Map<UUID, FoldedOrder> fold(History history) {
        var folded = new HashMap<UUID, FoldedOrder>();
        Set<UUID> foreign = history.foreignEvents();
        Set<String> deadAtOrder = history.deadLetters().stream()
                .filter(letter -> letter.isOpen() && letter.consumer().startsWith("order-service/"))
                .map(History.DeadLetter::place)
                .collect(Collectors.toSet());
        history.firstOccurrences()
                .filter(record -> !foreign.contains(record.eventId()))
                .forEach(record -> {
                    if (record.content() instanceof RecordContent.AboutOrder content) {
                        FoldedOrder order = folded.computeIfAbsent(content.orderId(), _ -> new FoldedOrder());
                        apply(content, !deadAtOrder.contains(record.place()), order);
                    }
                });
        return folded;
    }

    private static void apply(RecordContent.AboutOrder content, boolean known, FoldedOrder order) {
        switch (content) {
            case RecordContent.Placed placed -> {
                order.ordered = placed.lines();
                order.placingKnown |= known;
            }
            case RecordContent.StockReserved stock -> {
                order.reserved = stock.lines();
                order.reservationKnown |= known;
                order.stockAnswers++;
            }
            case RecordContent.StockRejected _ -> {
                order.rejectionKnown |= known;
                order.stockAnswers++;
            }
            case RecordContent.StockReleased stock -> {
                order.released = stock.lines();
                order.releases++;
            }
            case RecordContent.Cancelled _ -> order.cancelled = true;
            case RecordContent.Confirmed _ -> {
                // Follows from the stock's answer; I3 watches that it is told once.
            }
            case RecordContent.Rejected _ -> {
                // As above.
            }
        }
    }

    private static void consistent(UUID id, FoldedOrder order, Finding.Builder finding) {
        finding.brokenIf(order.stockAnswers > 1, id, "stock was decided " + order.stockAnswers + " times");
        finding.brokenIf(order.releases > 1, id, "stock was released " + order.releases + " times");
        finding.brokenIf(
                order.reserved != null
                        && order.ordered != null
                        && !SkuQuantity.perSku(order.reserved).equals(SkuQuantity.perSku(order.ordered)),
                id,
                "reserved is not what was ordered");
        finding.brokenIf(
                order.released != null
                        && (order.reserved == null
                                || !SkuQuantity.perSku(order.released).equals(SkuQuantity.perSku(order.reserved))),
                id,
                "released is not what was reserved");
    }

    private static void stock(History history, Map<UUID, FoldedOrder> folded, Finding.Builder finding) {
        var reserved = new HashMap<String, Long>();
        for (FoldedOrder order : folded.values()) {
            add(reserved, order.reserved, 1);
            add(reserved, order.released, -1);
        }
        for (History.Stock stock : history.stock()) {
            long expected = reserved.getOrDefault(stock.sku(), 0L);
            finding.brokenIf(
                    expected != stock.reserved(),
                    stock.sku(),
                    "reserved " + stock.reserved() + ", but its events say " + expected);
        }
    }

    private static void add(Map<String, Long> reserved, @Nullable List<SkuQuantity> lines, int sign) {
        if (lines != null) {
            lines.forEach(line -> reserved.merge(line.sku(), sign * line.quantity(), Long::sum));
        }
    }
}
