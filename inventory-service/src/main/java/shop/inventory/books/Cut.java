package shop.inventory.books;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.schemas.StockLine;

/**
 * What the tables say at one moment.
 *
 * @param at by the database's clock
 * @param stock by SKU
 * @param recentFrom the smallest id of an event that may have been committed behind this moment
 * @param recent the ids of events from there on that were committed before it
 * @param horizon events from before may be gone; {@code null} if none is
 * @param old what is reserved for orders of a time in which some events are gone and others are not
 * @param oldest units by SKU, and {@code oldestOrders} orders, that are reserved since a time whose events are all gone
 */
record Cut(
        Instant at,
        Map<String, Account> stock,
        UUID recentFrom,
        Set<UUID> recent,
        @Nullable Instant horizon,
        Map<UUID, List<StockLine>> old,
        Map<String, Long> oldest,
        long oldestOrders) {

    /**
     * One SKU.
     *
     * @param takenIn the sum of its deliveries
     * @param lines what the lines of reserved orders add up to
     */
    record Account(long onHand, long reserved, long takenIn, long lines) {}
}
