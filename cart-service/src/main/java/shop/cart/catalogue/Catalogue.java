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
 * The products of the shop, as inventory knew them a moment ago; for some minutes longer while it does not answer.
 *
 * <p>Carts ask for the same few products all the time. Remembered for a moment, a popular one costs inventory one question
 * a second and not one per cart; and the shop goes on selling what it knows while inventory starts anew, since stock is
 * decided behind the checkout anyway. While inventory is silent one question a second finds out whether it is back.
 *
 * <p>Safe for use by several threads.
 */
@Component
@ImportHttpServices(group = "inventory", types = InventoryApi.class)
public class Catalogue {

    private static final Logger log = LoggerFactory.getLogger(Catalogue.class);
    private static final int ROOM = 10_000;
    private static final Duration PROBE = Duration.ofSeconds(1);

    private final InventoryApi inventory;
    private final long freshNanos;
    private final Ticker clock;
    private final Cache<String, Remembered> memory;
    private final AtomicReference<@Nullable Silence> silence = new AtomicReference<>();

    @Autowired
    Catalogue(InventoryApi inventory, CatalogueProperties properties) {
        this(inventory, properties, Ticker.systemTicker());
    }

    Catalogue(InventoryApi inventory, CatalogueProperties properties, Ticker clock) {
        this.inventory = inventory;
        this.freshNanos = properties.freshFor().toNanos();
        this.clock = clock;
        this.memory = Caffeine.newBuilder()
                .maximumSize(ROOM)
                .expireAfterWrite(properties.knownFor())
                .ticker(clock)
                .build();
    }

    /** @param product empty if inventory did not know the SKU */
    private record Remembered(Optional<Product> product, long learnedNanos) {}

    /** Inventory did not answer. */
    private record Silence(long lastAskedNanos) {}

    /**
     * The products with these SKUs, by SKU; one that inventory does not know is missing. Asks nobody if there are none.
     *
     * @throws RestClientException if inventory refuses, or does not answer and what it said before is not known any more
     */
    public Map<String, Product> products(Collection<String> skus) {
        Map<String, Remembered> found = new HashMap<>(memory.getAllPresent(skus));
        long now = clock.read();
        List<String> due = skus.stream()
                .filter(sku -> !found.containsKey(sku) || now - found.get(sku).learnedNanos() >= freshNanos)
                .toList();
        boolean allKnown = found.keySet().containsAll(due);
        if (!due.isEmpty() && !(allKnown && isSilent(now))) {
            try {
                found.putAll(ask(due));
            } catch (ResourceAccessException | HttpServerErrorException e) {
                fellSilent(e);
                if (!allKnown) {
                    throw e;
                }
            }
        }
        return found.values().stream()
                .flatMap(remembered -> remembered.product().stream())
                .collect(toMap(Product::sku, Function.identity()));
    }

    private Map<String, Remembered> ask(List<String> skus) {
        long asked = clock.read();
        Map<String, Product> products = inventory.products(skus).products().stream()
                .collect(toMap(Product::sku, Function.identity(), (first, second) -> first));
        Map<String, Remembered> learned = skus.stream()
                .distinct()
                .collect(toMap(
                        Function.identity(), sku -> new Remembered(Optional.ofNullable(products.get(sku)), asked)));
        memory.putAll(learned);
        if (silence.getAndSet(null) != null) {
            log.info("Inventory answers again.");
        }
        return learned;
    }

    private void fellSilent(RestClientException reason) {
        if (silence.compareAndSet(null, new Silence(clock.read()))) {
            log.warn("Inventory does not answer; carts show what is remembered of products: {}", reason.toString());
        }
    }

    /** False for the one who is to find out whether it still is. */
    private boolean isSilent(long now) {
        Silence since = silence.get();
        return since != null
                && (now - since.lastAskedNanos() < PROBE.toNanos() || !silence.compareAndSet(since, new Silence(now)));
    }
}
