package shop.tools.audit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import shop.schemas.StockLine;

/**
 * I6: folding every event once, in any order, gives the tables as they are.
 *
 * <p>Computed from the topics alone: each order's status, what each order reserved, and the reserved units per SKU.
 */
final class EffectsOnce implements Invariant {

    /** What the topics tell of one order; "known" is what reached order-service alive. */
    private static final class Told {
        private @Nullable List<StockLine> ordered;
        private @Nullable List<StockLine> reserved;
        private @Nullable List<StockLine> released;
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
        Map<UUID, Told> told = fold(history);
        told.forEach((id, order) -> consistent(id, order, finding));
        for (History.Order order : history.orders()) {
            Told facts = told.get(order.orderId());
            String expected = facts == null ? null : facts.status();
            finding.brokenIf(
                    !Objects.equals(expected, order.status()),
                    order.orderId(),
                    "is " + order.status() + ", but its events say " + expected);
        }
        stock(history, told, finding);
        return finding.checked(told.size(), "orders");
    }

    private static Map<UUID, Told> fold(History history) {
        var told = new HashMap<UUID, Told>();
        Set<UUID> foreign = history.foreignEvents();
        Set<String> deadAtOrder = history.deadLetters().stream()
                .filter(letter -> letter.consumer().startsWith("order-service/"))
                .map(History.DeadLetter::place)
                .collect(Collectors.toSet());
        history.firstOccurrences()
                .filter(record -> !foreign.contains(record.eventId()))
                .forEach(record -> {
                    if (record.fact() instanceof Fact.OfOrder fact) {
                        Told order = told.computeIfAbsent(fact.orderId(), id -> new Told());
                        apply(fact, !deadAtOrder.contains(record.place()), order);
                    }
                });
        return told;
    }

    private static void apply(Fact.OfOrder fact, boolean known, Told order) {
        switch (fact) {
            case Fact.Placed placed -> {
                order.ordered = placed.lines();
                order.placingKnown |= known;
            }
            case Fact.StockReserved stock -> {
                order.reserved = stock.lines();
                order.reservationKnown |= known;
                order.stockAnswers++;
            }
            case Fact.StockRejected stock -> {
                order.rejectionKnown |= known;
                order.stockAnswers++;
            }
            case Fact.StockReleased stock -> {
                order.released = stock.lines();
                order.releases++;
            }
            case Fact.Cancelled cancelled -> order.cancelled = true;
            case Fact.Confirmed confirmed -> {
                // Follows from the stock's answer; I3 watches that it is told once.
            }
            case Fact.Rejected rejected -> {
                // As above.
            }
        }
    }

    private static void consistent(UUID id, Told order, Finding.Builder finding) {
        finding.brokenIf(order.stockAnswers > 1, id, "stock was decided " + order.stockAnswers + " times");
        finding.brokenIf(order.releases > 1, id, "stock was released " + order.releases + " times");
        finding.brokenIf(
                order.reserved != null
                        && order.ordered != null
                        && !perSku(order.reserved).equals(perSku(order.ordered)),
                id,
                "reserved is not what was ordered");
        finding.brokenIf(
                order.released != null
                        && (order.reserved == null || !perSku(order.released).equals(perSku(order.reserved))),
                id,
                "released is not what was reserved");
    }

    private static void stock(History history, Map<UUID, Told> told, Finding.Builder finding) {
        var reserved = new HashMap<String, Long>();
        for (Told order : told.values()) {
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

    private static void add(Map<String, Long> reserved, @Nullable List<StockLine> lines, int sign) {
        if (lines != null) {
            lines.forEach(line -> reserved.merge(line.sku(), (long) sign * line.quantity(), Long::sum));
        }
    }

    private static Map<String, Integer> perSku(List<StockLine> lines) {
        var perSku = new HashMap<String, Integer>();
        lines.forEach(line -> perSku.merge(line.sku(), line.quantity(), Integer::sum));
        return perSku;
    }
}
