package shop.inventory.books;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import shop.opsapi.Books;
import shop.schemas.InventoryEvent;
import shop.schemas.StockLine;

/** SQL on the tables that the books are compared with; reads only. */
@Repository
class BooksRepository {

    private static final String STOCK = """
            select sku, on_hand, reserved, coalesce(intakes.units, 0) as taken_in, coalesce(lines.units, 0) as lines
            from stock
            left join (select sku, sum(quantity) as units from stock_intakes group by sku) as intakes using (sku)
            left join (
                select sku, sum(quantity) as units from reservation_lines join reservations using (order_id)
                where state = 'RESERVED' group by sku
            ) as lines using (sku)
            """;

    /** A transaction that appended an event before has ended, one way or the other. */
    private static final String RECENT_FROM = "select uuid_v7_floor(statement_timestamp() - interval '10 minutes')";

    private static final String RECENT = "select id from outbox where aggregatetype = ? and id >= ?";

    private static final String OLD = """
            select order_id, sku, quantity from reservations join reservation_lines using (order_id)
            where state = 'RESERVED' and decided_at >= ? and decided_at < ?
            """;

    private static final String OLD_ORDERS =
            "select count(*) from reservations where state = 'RESERVED' and decided_at >= ? and decided_at < ?";

    private static final String OLDEST = """
            select sku, sum(quantity) from reservations join reservation_lines using (order_id)
            where state = 'RESERVED' and decided_at < ? group by sku
            """;

    private static final String OLDEST_ORDERS =
            "select count(*) from reservations where state = 'RESERVED' and decided_at < ?";

    /** The service's clock says when an order was decided, some time before the commit: orders of the last minute may be under way. */
    private static final String SETTLED = """
            greatest(decided_at, released_at) < ?::timestamptz - interval '1 minute'
            """;

    private static final String STATES = """
            select asked.order_id, state from unnest(?::uuid[]) as asked (order_id) left join reservations using (order_id)
            where state is null or
            """ + SETTLED;

    private static final String DECIDED = """
            select order_id, state from reservations where state <> 'CANCELLED_FIRST' and decided_at >= ? and
            """ + SETTLED + " order by order_id";

    private static final int CHUNK = 1_000;

    /** With their lines some 50 MB. */
    private static final long MOST_OLD_ORDERS = 200_000;

    private final JdbcClient database;
    private final TransactionTemplate snapshot;

    BooksRepository(JdbcClient database, PlatformTransactionManager transactions) {
        this.database = database;
        this.snapshot = new TransactionTemplate(transactions);
        this.snapshot.setReadOnly(true);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /**
     * @param horizon events from before may be gone; {@code null} if none is
     * @param bottom events from before are all gone
     */
    Cut cut(@Nullable Instant horizon, @Nullable Instant bottom) {
        return Objects.requireNonNull(snapshot.execute(_ -> {
            Instant at = database.sql("select statement_timestamp()")
                    .query(OffsetDateTime.class)
                    .single()
                    .toInstant();
            UUID recentFrom = database.sql(RECENT_FROM).query(UUID.class).single();
            Set<UUID> recent = new HashSet<>(database.sql(RECENT)
                    .params(InventoryEvent.AGGREGATE_TYPE, recentFrom)
                    .query(UUID.class)
                    .list());
            var stock = new HashMap<String, Cut.Account>();
            database.sql(STOCK).query(row -> {
                stock.put(row.getString("sku"), account(row));
            });
            if (horizon == null || bottom == null) {
                return new Cut(at, stock, recentFrom, recent, null, Map.of(), Map.of(), 0);
            }
            return new Cut(
                    at,
                    stock,
                    recentFrom,
                    recent,
                    horizon,
                    old(bottom, horizon),
                    oldest(bottom),
                    database.sql(OLDEST_ORDERS)
                            .param(utc(bottom))
                            .query(Long.class)
                            .single());
        }));
    }

    private static Cut.Account account(ResultSet row) throws SQLException {
        return new Cut.Account(
                row.getLong("on_hand"), row.getLong("reserved"), row.getLong("taken_in"), row.getLong("lines"));
    }

    private Map<UUID, List<StockLine>> old(Instant from, Instant horizon) {
        long orders = database.sql(OLD_ORDERS)
                .params(utc(from), utc(horizon))
                .query(Long.class)
                .single();
        if (orders > MOST_OLD_ORDERS) {
            throw new Books.NotPossibleException(
                    "The events of up to " + orders + " reserved orders are gone, and a service" + " compares at most "
                            + MOST_OLD_ORDERS + " of them. ./shop audit compares any number.");
        }
        var lines = new HashMap<UUID, List<StockLine>>();
        database.sql(OLD).params(utc(from), utc(horizon)).withFetchSize(CHUNK).query(row -> {
            lines.computeIfAbsent(row.getObject("order_id", UUID.class), _ -> new ArrayList<>(1))
                    .add(new StockLine(row.getString("sku"), row.getInt("quantity")));
        });
        return lines;
    }

    private Map<String, Long> oldest(Instant bottom) {
        var units = new HashMap<String, Long>();
        database.sql(OLDEST).param(utc(bottom)).query(row -> {
            units.put(row.getString(1), row.getLong(2));
        });
        return units;
    }

    /** Orders whose state in the table is not the one of their events. */
    List<String> examples(Ledger ledger, Cut cut, int limit) {
        // A transaction, because rows are fetched bit by bit only in one.
        return Objects.requireNonNull(snapshot.execute(_ -> look(ledger, cut, limit)));
    }

    private List<String> look(Ledger ledger, Cut cut, int limit) {
        var examples = new ArrayList<String>();
        BiConsumer<UUID, @Nullable String> look = (order, state) -> {
            String contradiction = ledger.contradiction(order, state);
            if (contradiction != null && examples.size() < limit) {
                examples.add("order " + order + ": " + contradiction);
            }
        };
        var chunk = new ArrayList<UUID>(CHUNK);
        for (UUID order : ledger.orders()) {
            chunk.add(order);
            if (chunk.size() == CHUNK) {
                states(chunk, cut.at(), look);
                chunk.clear();
            }
            if (examples.size() == limit) {
                return examples;
            }
        }
        states(chunk, cut.at(), look);
        if (examples.size() < limit) {
            Instant from = cut.horizon() == null ? Instant.EPOCH : cut.horizon();
            database.sql(DECIDED)
                    .params(utc(from), utc(cut.at()))
                    .withFetchSize(CHUNK)
                    .query(row -> {
                        UUID order = row.getObject(1, UUID.class);
                        if (!ledger.orders().contains(order)) {
                            look.accept(order, row.getString(2));
                        }
                    });
        }
        return examples;
    }

    private void states(Collection<UUID> orders, Instant cut, BiConsumer<UUID, @Nullable String> to) {
        database.sql(STATES)
                .params(new SqlArrayValue("uuid", orders.toArray()), utc(cut))
                .query(row -> {
                    to.accept(row.getObject(1, UUID.class), row.getString(2));
                });
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
