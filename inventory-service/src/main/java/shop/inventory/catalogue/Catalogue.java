package shop.inventory.catalogue;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.inventory.stock.Sku;
import shop.inventory.stock.Stocks;
import shop.schemas.Money;

/** The products of the shop. */
@Service
class Catalogue {

    private final ProductRepository products;
    private final Stocks stocks;
    private final Clock clock;

    Catalogue(ProductRepository products, Stocks stocks, Clock clock) {
        this.products = products;
        this.stocks = stocks;
        this.clock = clock;
    }

    /** All products by name, at most {@link ProductRepository#LIMIT}. */
    List<Product> all() {
        return products.findAll();
    }

    /** The products with these SKUs, by name; a SKU without a product is left out. */
    List<Product> withSkus(Collection<String> skus) {
        String[] possible = skus.stream().filter(Sku::isWellFormed).distinct().toArray(String[]::new);
        return possible.length == 0 ? List.of() : products.find(possible);
    }

    Optional<Product> withSku(String sku) {
        return withSkus(List.of(sku)).stream().findFirst();
    }

    /**
     * Creates or changes a product; a new one has an empty stock. Orders placed before keep the price they were placed at.
     *
     * @return whether the product is new
     */
    @Transactional
    boolean put(String sku, String name, String description, Money price) {
        boolean created = products.upsert(sku, name, description, price, clock.instant());
        if (created) {
            stocks.createEmpty(sku);
        }
        return created;
    }
}
