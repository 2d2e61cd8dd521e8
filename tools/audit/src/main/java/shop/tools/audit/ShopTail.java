package shop.tools.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import shop.eventcodec.EventHeaders;

/**
 * A shop, read on: each time what is new on the topics and in the tables since the time before, and no more.
 *
 * <p>What was read is handed over before the position moves. So a reading that fails half-way is made again from where the last
 * one ended, and nothing is left out. Not for use by several threads.
 */
final class ShopTail {

    /** Rows and records may carry an earlier time than their transaction's end, and clocks differ. */
    private static final Duration OVERLAP = Duration.ofMinutes(1);

    private static final String NEW_ORDERS = "select order_id from %s where order_id >= uuid_v7_floor(?)";

    private static final String STOCK = "select sku, on_hand, reserved from stock order by sku";

    private static final String HELD = """
            select line.sku, sum(line.quantity)
            from reservations reservation join reservation_lines line using (order_id)
            where reservation.state = 'RESERVED' group by line.sku
            """;

    private static final String RECEIVED = "select sku, sum(quantity) from stock_intakes";

    private final StackAddress stack;
    private final TopicReader topics;
    private final RecordReader reader = new RecordReader();
    private final StockLedger ledger = new StockLedger();
    private final OutboxTail checkoutOutbox;
    private final OutboxTail inventoryOutbox;
    private final OutboxTail orderOutbox;
    private final Map<String, Long> onHand = new HashMap<>();
    private final Map<String, Long> received = new HashMap<>();
    private @Nullable Map<TopicPartition, Long> positions;
    private final Instant beginning;
    private Instant since;
    private Map<String, Violation> stock = Map.of();
    private long records;
    private long rows;

    /** @param since where the first reading begins; nothing that was written before is read */
    ShopTail(StackAddress stack, Instant since) {
        this.stack = stack;
        this.topics = new TopicReader(stack);
        this.beginning = since;
        this.since = since;
        this.checkoutOutbox = new OutboxTail(since);
        this.inventoryOutbox = new OutboxTail(since);
        this.orderOutbox = new OutboxTail(since);
    }

    /** What takes over what was read. */
    interface Sink {

        void records(List<History.TopicRecord> records);

        /** Places on topics that cannot be read, with the reason. */
        void unreadable(Map<String, String> places);

        /** How many records were no longer kept when they should have been read. */
        void forgotten(long records);

        void rows(List<OutboxTail.Row> rows);

        /** Orders that were found in a table; their events are found elsewhere. */
        void orders(Set<UUID> ids);
    }

    /** @param now the time of this reading */
    void readOn(Sink sink, Instant now) throws SQLException {
        readTopics(sink);
        try (Connection database = TableReader.open(stack, "checkout")) {
            takeOver(checkoutOutbox, checkoutOutbox.read(database), sink);
            sink.orders(newOrders(database, "checkouts"));
        }
        readInventory(sink);
        try (Connection database = TableReader.open(stack, "order")) {
            takeOver(orderOutbox, orderOutbox.read(database), sink);
            sink.orders(newOrders(database, "orders"));
        }
        Instant overlapping = now.minus(OVERLAP);
        since = overlapping.isBefore(beginning) ? beginning : overlapping;
    }

    /** What the stock breaks as of the last reading, per SKU. */
    Map<String, Violation> brokenStock() {
        return stock;
    }

    /** Records read since the beginning. */
    long recordsRead() {
        return records;
    }

    /** Rows read since the beginning. */
    long rowsRead() {
        return rows;
    }

    private void readTopics(Sink sink) {
        // A record's time is not its event's.
        Map<TopicPartition, Long> moved =
                positions == null ? topics.positionsAt(beginning.minus(OVERLAP)) : new HashMap<>(positions);
        TopicReader.Content content = topics.readOn(moved);
        records += content.records().size();
        sink.records(content.records().stream().filter(this::isOfTheWatch).toList());
        sink.unreadable(content.unreadable());
        sink.forgotten(content.forgotten());
        positions = moved;
    }

    private boolean isOfTheWatch(History.TopicRecord record) {
        Instant happened = record.eventId() == null ? null : EventHeaders.timeOf(record.eventId());
        return happened == null || !happened.isBefore(beginning);
    }

    private void takeOver(OutboxTail outbox, OutboxTail.News news, Sink sink) {
        rows += news.rows().size();
        sink.rows(news.rows());
        outbox.seen(news.position());
    }

    /** Rows and stock in one snapshot, and both taken over or none. */
    private void readInventory(Sink sink) throws SQLException {
        try (Connection database = TableReader.open(stack, "inventory")) {
            List<History.Stock> all = stock(database);
            OutboxTail.News news = inventoryOutbox.read(database);
            if (news.fromTheBeginning()) {
                ledger.begin(sums(database, HELD));
            } else {
                ledger.goOn(news.rows().stream().map(reader::read).toList());
            }
            stock = ledger.judge(all);
            takeOver(inventoryOutbox, news, sink);
        }
    }

    /** What was received is added up again only for a SKU that has received something. */
    private List<History.Stock> stock(Connection database) throws SQLException {
        Set<String> changed = new HashSet<>(counted(TableReader.rows(
                database,
                "select distinct sku from stock_intakes where received_at >= ?",
                row -> row.getString(1),
                Timestamp.from(since))));
        List<History.Stock> all = counted(TableReader.rows(database, STOCK, row -> {
            String sku = row.getString(1).intern();
            return new History.Stock(sku, row.getLong(2), row.getLong(3), 0);
        }));
        for (History.Stock one : all) {
            Long before = onHand.put(one.sku(), one.onHand());
            if (before == null || before != one.onHand()) {
                changed.add(one.sku());
            }
        }
        if (!changed.isEmpty()) {
            received.putAll(sums(
                    database,
                    RECEIVED + " where sku = any (?) group by sku",
                    database.createArrayOf("text", changed.toArray())));
        }
        return all.stream()
                .map(one -> new History.Stock(
                        one.sku(), one.onHand(), one.reserved(), received.getOrDefault(one.sku(), 0L)))
                .toList();
    }

    private Set<UUID> newOrders(Connection database, String table) throws SQLException {
        return new HashSet<>(counted(TableReader.rows(
                database, NEW_ORDERS.formatted(table), row -> TableReader.id(row, 1), Timestamp.from(since))));
    }

    private Map<String, Long> sums(Connection database, String sql, Object... parameters) throws SQLException {
        var sums = new HashMap<String, Long>();
        counted(TableReader.rows(
                database, sql, row -> sums.put(row.getString(1).intern(), row.getLong(2)), parameters));
        return sums;
    }

    private <T> List<T> counted(List<T> found) {
        rows += found.size();
        return found;
    }
}
