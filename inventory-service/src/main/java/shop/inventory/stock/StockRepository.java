package shop.inventory.stock;

import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.any;
import static shop.inventory.db.tables.Stock.STOCK;
import static shop.inventory.db.tables.StockIntakes.STOCK_INTAKES;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** SQL on {@code stock} and {@code stock_intakes}. */
@Repository
class StockRepository {

    private static final String CHANGE_RESERVED = """
            update stock set reserved = stock.reserved + change.quantity
            from unnest(?::text[], ?::int[]) as change (sku, quantity)
            where stock.sku = change.sku
            """;

    private final DSLContext database;

    StockRepository(DSLContext database) {
        this.database = database;
    }

    void insertEmpty(String sku) {
        database.insertInto(STOCK)
                .set(STOCK.SKU, sku)
                .set(STOCK.ON_HAND, 0)
                .set(STOCK.RESERVED, 0)
                .execute();
    }

    Map<String, Stock> lock(Collection<String> skus) {
        return database.select(STOCK.SKU, STOCK.ON_HAND, STOCK.RESERVED)
                .from(STOCK)
                .where(STOCK.SKU.eq(any(skus.toArray(String[]::new))))
                .orderBy(STOCK.SKU)
                .forUpdate()
                .fetchMap(STOCK.SKU, row -> new Stock(row.value2(), row.value3()));
    }

    Optional<Stock> lock(String sku) {
        return database.select(STOCK.ON_HAND, STOCK.RESERVED)
                .from(STOCK)
                .where(STOCK.SKU.eq(sku))
                .forUpdate()
                .fetchOptional(mapping(Stock::new));
    }

    void changeReserved(Map<String, Integer> changes) {
        String[] skus = changes.keySet().toArray(String[]::new);
        Integer[] quantities = changes.values().toArray(Integer[]::new);
        int changed = database.execute(CHANGE_RESERVED, skus, quantities);
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
