package shop.inventory.catalogue;

import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.noCondition;
import static shop.inventory.db.tables.Products.PRODUCTS;
import static shop.inventory.db.tables.Stock.STOCK;

import java.time.Instant;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;
import shop.schemas.Money;

/** SQL on {@code products}. */
@Repository
class ProductRepository {

    /** The most products one answer holds. */
    static final int LIMIT = 1000;

    private static final String UPSERT = """
            insert into products (sku, name, description, price_minor, currency, changed_at)
            values (?, ?, ?, ?, ?, ?::timestamptz)
            on conflict (sku) do update set
                name = excluded.name,
                description = excluded.description,
                price_minor = excluded.price_minor,
                currency = excluded.currency,
                changed_at = excluded.changed_at
            returning old.sku is null as created
            """;

    private final DSLContext database;

    ProductRepository(DSLContext database) {
        this.database = database;
    }

    List<Product> findAll() {
        return find(noCondition());
    }

    List<Product> find(String[] skus) {
        return find(PRODUCTS.SKU.eq(any(skus)));
    }

    private List<Product> find(Condition condition) {
        return database.select(
                        PRODUCTS.SKU,
                        PRODUCTS.NAME,
                        PRODUCTS.DESCRIPTION,
                        PRODUCTS.PRICE_MINOR,
                        PRODUCTS.CURRENCY,
                        STOCK.ON_HAND.minus(STOCK.RESERVED))
                .from(PRODUCTS)
                .join(STOCK)
                .on(STOCK.SKU.eq(PRODUCTS.SKU))
                .where(condition)
                .orderBy(PRODUCTS.NAME, PRODUCTS.SKU)
                .limit(LIMIT)
                .fetch(mapping((sku, name, description, priceMinor, currency, available) ->
                        new Product(sku, name, description, new Money(priceMinor, currency), available)));
    }

    /** @return whether the product is new */
    boolean upsert(String sku, String name, String description, Money price, Instant now) {
        return database.resultQuery(UPSERT, sku, name, description, price.amountMinor(), price.currency(), now)
                .fetchSingle()
                .get(0, boolean.class);
    }
}
