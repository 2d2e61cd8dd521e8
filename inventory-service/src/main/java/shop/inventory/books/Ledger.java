package shop.inventory.books;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.opsapi.Books.Difference;
import shop.schemas.InventoryEvent;
import shop.schemas.InventoryEvent.StockRejected;
import shop.schemas.InventoryEvent.StockReleased;
import shop.schemas.InventoryEvent.StockReserved;
import shop.schemas.StockLine;

/** Adds up events up to a {@link Cut}, each order's once, however often its events are delivered. For one thread. */
final class Ledger {

    /** What the events of one order say. */
    enum Entry {
        RESERVED,
        REJECTED,
        /** Reserved, and given back. */
        RELEASED,
        /** Given back; the event that it was reserved is gone. */
        ONLY_RELEASED
    }

    private final Cut cut;
    private final Set<UUID> missing;
    private final Map<UUID, Entry> orders = new HashMap<>();
    private final Set<UUID> changedBehindTheCut = new HashSet<>();
    private final Map<String, Long> reserved = new HashMap<>();
    private final Set<UUID> contradicted = new TreeSet<>();
    private long events;
    private long unreadable;
    private long carried;

    Ledger(Cut cut) {
        this.cut = cut;
        this.missing = new HashSet<>(cut.recent());
    }

    void add(UUID id, InventoryEvent event) {
        missing.remove(id);
        UUID order = event.orderId();
        if (isBehindTheCut(id)) {
            changedBehindTheCut.add(order);
            return;
        }
        Entry before = orders.get(order);
        switch (event) {
            case StockReserved it -> {
                if (before == null) {
                    enter(order, Entry.RESERVED);
                    change(it.lines(), 1);
                } else if (before == Entry.REJECTED || before == Entry.ONLY_RELEASED) {
                    contradicted.add(order);
                }
            }
            case StockRejected _ -> {
                if (before == null) {
                    enter(order, Entry.REJECTED);
                } else if (before != Entry.REJECTED) {
                    contradicted.add(order);
                }
            }
            case StockReleased it -> {
                if (before == Entry.RESERVED) {
                    enter(order, Entry.RELEASED);
                    change(it.lines(), -1);
                } else if (before == null) {
                    enter(order, Entry.ONLY_RELEASED);
                } else if (before == Entry.REJECTED) {
                    contradicted.add(order);
                }
            }
        }
    }

    private void enter(UUID order, Entry entry) {
        orders.put(order, entry);
        events++;
    }

    /** Ids are UUIDv7, so they are in the order of time; PostgreSQL compares them in the same way. */
    private boolean isBehindTheCut(UUID id) {
        return Long.compareUnsigned(
                                id.getMostSignificantBits(), cut.recentFrom().getMostSignificantBits())
                        >= 0
                && !cut.recent().contains(id);
    }

    void addUnreadable() {
        unreadable++;
    }

    /** Of orders whose events are gone, the table is taken. */
    void carryOver() {
        cut.old().forEach((order, lines) -> {
            if (!orders.containsKey(order)) {
                change(lines, 1);
                carried++;
            }
        });
        cut.oldest().forEach((sku, units) -> reserved.merge(sku, units, Long::sum));
        carried += cut.oldestOrders();
    }

    private void change(List<StockLine> lines, int sign) {
        lines.forEach(line -> reserved.merge(line.sku(), (long) sign * line.quantity(), Long::sum));
    }

    /** By SKU, and then the orders whose events contradict each other. */
    List<Difference> differences() {
        var differences = new ArrayList<Difference>();
        var skus = new TreeSet<>(cut.stock().keySet());
        reserved.forEach((sku, units) -> {
            if (units != 0) {
                skus.add(sku);
            }
        });
        for (String sku : skus) {
            Cut.Account account = cut.stock().getOrDefault(sku, new Cut.Account(0, 0, 0, 0));
            compare(differences, sku, "on hand", account.takenIn(), account.onHand());
            compare(differences, sku, "reserved", reserved.getOrDefault(sku, 0L), account.reserved());
            compare(differences, sku, "lines of reserved orders", account.reserved(), account.lines());
        }
        contradicted.forEach(order -> differences.add(new Difference("order " + order, "decisions", 2, 1)));
        return differences;
    }

    private static void compare(List<Difference> to, String sku, String figure, long books, long table) {
        if (books != table) {
            to.add(new Difference(sku, figure, books, table));
        }
    }

    /** @return what is wrong with the state of an order in the table; {@code null} if nothing is, or nobody can know */
    @Nullable String contradiction(UUID order, @Nullable String state) {
        Entry entry = orders.get(order);
        if (changedBehindTheCut.contains(order) || (entry == null && cut.old().containsKey(order))) {
            return null;
        }
        if (entry == null) {
            return "the table says " + state + ", and no event does";
        }
        String expected = entry == Entry.ONLY_RELEASED ? Entry.RELEASED.name() : entry.name();
        return expected.equals(state) ? null : "its events say " + expected + ", the table " + state;
    }

    Set<UUID> orders() {
        return orders.keySet();
    }

    int missing() {
        return missing.size();
    }

    long events() {
        return events;
    }

    long unreadable() {
        return unreadable;
    }

    long carried() {
        return carried;
    }
}
