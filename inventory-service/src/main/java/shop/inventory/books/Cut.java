package shop.inventory.books;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import shop.schemas.StockLine;

/**
 * What the tables say at one moment.
 *
 * @param at by the database's clock
 * @param stock by SKU
 * @param recentFrom the smallest id of an event that may have been committed behind this moment
 * @param recent the ids of events from there on that were committed before it
 * @param old what is reserved for orders of a time whose events may be gone
 */
record Cut(Instant at, Map<String, Account> stock, UUID recentFrom, Set<UUID> recent, Map<UUID, List<StockLine>> old) {

    /**
     * One SKU.
     *
     * @param takenIn the sum of its deliveries
     * @param lines what the lines of reserved orders add up to
     */
    record Account(long onHand, long reserved, long takenIn, long lines) {}
}
