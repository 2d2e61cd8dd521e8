package shop.cart.catalogue;

import static java.util.stream.Collectors.toMap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientException;
import org.springframework.web.service.registry.ImportHttpServices;

/**
 * Products as inventory told them up to a second ago; up to some minutes ago while inventory does not answer.
 *
 * <p>Carts ask for the same few products all the time. With the cache a popular product costs inventory one request a
 * second and not one per cart; and the shop goes on selling while inventory restarts, since stock is decided after the
 * checkout anyway. While inventory does not answer, one request a second finds out whether it is back.
 *
 * <p>Safe for use by several threads.
 */
@Component
@ImportHttpServices(group = "inventory", types = InventoryApi.class)
public class ProductCache {

    private static final Logger log = LoggerFactory.getLogger(ProductCache.class);
    private static final int MAX_PRODUCTS = 10_000;
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);

    private final InventoryApi inventory;
    private final long freshNanos;
    private final Ticker clock;
    private final Cache<String, Entry> entries;
    private final AtomicReference<@Nullable Outage> outage = new AtomicReference<>();

    @Autowired
    ProductCache(InventoryApi inventory, ProductCacheProperties properties) {
        this(inventory, properties, Ticker.systemTicker());
    }

    ProductCache(InventoryApi inventory, ProductCacheProperties properties, Ticker clock) {
        this.inventory = inventory;
        this.freshNanos = properties.freshFor().toNanos();
        this.clock = clock;
        this.entries = Caffeine.newBuilder()
                .maximumSize(MAX_PRODUCTS)
                .expireAfterWrite(properties.knownFor())
                .ticker(clock)
                .build();
    }

    /** @param product empty if inventory does not know the SKU */
    private record Entry(Optional<Product> product, long readNanos) {}

    /** Inventory did not answer. */
    private record Outage(long lastAskedNanos) {}

    /**
     * The products with these SKUs, by SKU; a product that inventory does not know is missing. No SKUs, no request.
     *
     * @throws RestClientException if inventory refuses, or if it does not answer and a product is not in the cache
     */
    public Map<String, Product> withSkus(Collection<String> skus) {
        Map<String, Entry> found = new HashMap<>(entries.getAllPresent(skus));
        long now = clock.read();
        List<String> due = skus.stream()
                .filter(sku -> !found.containsKey(sku) || now - found.get(sku).readNanos() >= freshNanos)
                .toList();
        boolean allCached = found.keySet().containsAll(due);
        if (!due.isEmpty() && !(allCached && isDown(now))) {
            try {
                found.putAll(ask(due));
            } catch (ResourceAccessException | HttpServerErrorException e) {
                recordOutage(e);
                if (!allCached) {
                    throw e;
                }
            }
        }
        return found.values().stream()
                .flatMap(entry -> entry.product().stream())
                .collect(toMap(Product::sku, Function.identity()));
    }

    private Map<String, Entry> ask(List<String> skus) {
        long asked = clock.read();
        Map<String, Product> products = inventory.products(skus).products().stream()
                .collect(toMap(Product::sku, Function.identity(), (first, _) -> first));
        Map<String, Entry> answer = skus.stream()
                .distinct()
                .collect(toMap(Function.identity(), sku -> new Entry(Optional.ofNullable(products.get(sku)), asked)));
        entries.putAll(answer);
        if (outage.getAndSet(null) != null) {
            log.info("Inventory answers again.");
        }
        return answer;
    }

    private void recordOutage(RestClientException reason) {
        if (outage.compareAndSet(null, new Outage(clock.read()))) {
            log.warn("Inventory does not answer; carts show products from the cache: {}", reason.toString());
        }
    }

    /** Whether inventory does not answer; false once a second, so that one caller asks it all the same. */
    private boolean isDown(long now) {
        Outage since = outage.get();
        return since != null
                && (now - since.lastAskedNanos() < PROBE_INTERVAL.toNanos()
                        || !outage.compareAndSet(since, new Outage(now)));
    }
}
