package shop.inventory.stock;

import static org.jooq.Records.mapping;
import static shop.inventory.db.tables.Stock.STOCK;
import static shop.inventory.db.tables.StockIntakes.STOCK_INTAKES;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;

/** SQL on {@code stock} and {@code stock_intakes}. */
@Repository
class StockRepository {

    private static final String LOCK = """
            select sku, on_hand, reserved from stock where sku = any (?::text[]) order by sku for update
            """;

    private static final String CHANGE_RESERVED = """
            update stock set reserved = stock.reserved + change.quantity
            from unnest(?::text[], ?::int[]) as change (sku, quantity)
            where stock.sku = change.sku
            """;

    private final DSLContext database;

    /** For what every batch of the listener runs: the text of a statement goes to the driver as it is. */
    private final JdbcClient statements;

    StockRepository(DSLContext database, JdbcClient statements) {
        this.database = database;
        this.statements = statements;
    }

    void insertEmpty(String sku) {
        database.insertInto(STOCK)
                .set(STOCK.SKU, sku)
                .set(STOCK.ON_HAND, 0)
                .set(STOCK.RESERVED, 0)
                .execute();
    }

    Map<String, Stock> lock(Collection<String> skus) {
        var locked = new LinkedHashMap<String, Stock>();
        statements.sql(LOCK).param(new SqlArrayValue("text", skus.toArray())).query(row -> {
            locked.put(row.getString(1), new Stock(row.getInt(2), row.getInt(3)));
        });
        return locked;
    }

    Optional<Stock> lock(String sku) {
        return database.select(STOCK.ON_HAND, STOCK.RESERVED)
                .from(STOCK)
                .where(STOCK.SKU.eq(sku))
                .forUpdate()
                .fetchOptional(mapping(Stock::new));
    }

    void changeReserved(Map<String, Integer> changes) {
        int changed = statements
                .sql(CHANGE_RESERVED)
                .param(new SqlArrayValue("text", changes.keySet().toArray()))
                .param(new SqlArrayValue("int4", changes.values().toArray()))
                .update();
        if (changed != changes.size()) {
            throw new IllegalStateException("Not every SKU has a stock: " + changes.keySet());
        }
    }

    void addOnHand(String sku, int quantity) {
        database.update(STOCK)
                .set(STOCK.ON_HAND, STOCK.ON_HAND.plus(quantity))
                .where(STOCK.SKU.eq(sku))
                .execute();
    }

    /** @return false if the key was used before */
    boolean insertIntake(String idempotencyKey, String sku, int quantity, Instant now) {
        return database.insertInto(STOCK_INTAKES)
                        .set(STOCK_INTAKES.IDEMPOTENCY_KEY, idempotencyKey)
                        .set(STOCK_INTAKES.SKU, sku)
                        .set(STOCK_INTAKES.QUANTITY, quantity)
                        .set(STOCK_INTAKES.RECEIVED_AT, now)
                        .onConflict(STOCK_INTAKES.IDEMPOTENCY_KEY)
                        .doNothing()
                        .execute()
                == 1;
    }

    boolean isSameIntake(String idempotencyKey, String sku, int quantity) {
        return database.fetchExists(
                STOCK_INTAKES,
                STOCK_INTAKES.IDEMPOTENCY_KEY.eq(idempotencyKey),
                STOCK_INTAKES.SKU.eq(sku),
                STOCK_INTAKES.QUANTITY.eq(quantity));
    }
}
