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
            where state = 'RESERVED' and decided_at < ?
            """;

    /** What was released behind the cut was reserved at that moment. */
    private static final String STATE = """
            case when state = 'RELEASED' and released_at >= ? then 'RESERVED' else state end
            """;

    private static final String STATES = "select asked.order_id, " + STATE
            + " from unnest(?::uuid[]) as asked (order_id) left join reservations using (order_id)";

    private static final String DECIDED = "select order_id, " + STATE
            + " from reservations where decided_at < ? and state <> 'CANCELLED_FIRST' order by order_id";

    private static final int CHUNK = 1_000;

    private final JdbcClient database;
    private final TransactionTemplate snapshot;

    BooksRepository(JdbcClient database, PlatformTransactionManager transactions) {
        this.database = database;
        this.snapshot = new TransactionTemplate(transactions);
        this.snapshot.setReadOnly(true);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /** @param horizon events from before may be gone; {@code null} if none is */
    Cut cut(@Nullable Instant horizon) {
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
            return new Cut(at, stock, recentFrom, recent, horizon == null ? Map.of() : old(horizon));
        }));
    }

    private static Cut.Account account(ResultSet row) throws SQLException {
        return new Cut.Account(
                row.getLong("on_hand"), row.getLong("reserved"), row.getLong("taken_in"), row.getLong("lines"));
    }

    private Map<UUID, List<StockLine>> old(Instant horizon) {
        var lines = new HashMap<UUID, List<StockLine>>();
        database.sql(OLD).param(utc(horizon)).query(row -> {
            lines.computeIfAbsent(row.getObject("order_id", UUID.class), _ -> new ArrayList<>())
                    .add(new StockLine(row.getString("sku"), row.getInt("quantity")));
        });
        return lines;
    }

    /** Orders whose state in the table is not the one of their events. */
    List<String> examples(Ledger ledger, Instant cut, int limit) {
        // A transaction, because rows are fetched bit by bit only in one.
        return Objects.requireNonNull(snapshot.execute(_ -> look(ledger, cut, limit)));
    }

    private List<String> look(Ledger ledger, Instant cut, int limit) {
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
                states(chunk, cut, look);
                chunk.clear();
            }
            if (examples.size() == limit) {
                return examples;
            }
        }
        states(chunk, cut, look);
        if (examples.size() < limit) {
            database.sql(DECIDED)
                    .params(utc(cut), utc(cut))
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
                .params(utc(cut), new SqlArrayValue("uuid", orders.toArray()))
                .query(row -> {
                    to.accept(row.getObject(1, UUID.class), row.getString(2));
                });
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
