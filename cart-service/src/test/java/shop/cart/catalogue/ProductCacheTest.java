package shop.cart.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.ResourceAccessException;
import shop.schemas.Money;

class ProductCacheTest {

    private final Map<String, Integer> prices = new HashMap<>(Map.of("LAMP", 10, "RUG", 20));
    private final List<Collection<String>> questions = new ArrayList<>();
    private boolean silent;
    private boolean refusing;
    private Duration time = Duration.ZERO;

    private final ProductCache cache = new ProductCache(
            this::answer,
            new ProductCacheProperties(Duration.ofSeconds(1), Duration.ofMinutes(5)),
            () -> time.toNanos());

    @Test
    void whatWasAskedAMomentAgoIsNotAskedAgain() {
        assertThat(prices("LAMP")).containsExactly(Map.entry("LAMP", 10));
        prices.put("LAMP", 11);
        after(Duration.ofMillis(999));

        assertThat(prices("LAMP", "RUG", "NONE")).containsOnly(Map.entry("LAMP", 10), Map.entry("RUG", 20));
        assertThat(prices("NONE")).isEmpty();
        assertThat(questions).containsExactly(List.of("LAMP"), List.of("RUG", "NONE"));
    }

    @Test
    void aSecondLaterThePriceOfNowCounts() {
        prices("LAMP");
        prices.put("LAMP", 11);
        prices.remove("RUG");
        after(Duration.ofSeconds(1));

        assertThat(prices("LAMP", "RUG")).containsExactly(Map.entry("LAMP", 11));
    }

    @Test
    void whatIsKnownIsGoodEnoughWhileInventoryIsSilent() {
        prices("LAMP");
        silent = true;
        after(Duration.ofMinutes(4));

        assertThat(prices("LAMP")).containsExactly(Map.entry("LAMP", 10));
        assertThatThrownBy(() -> prices("LAMP", "RUG")).isInstanceOf(ResourceAccessException.class);

        after(Duration.ofMinutes(1));
        assertThatThrownBy(() -> prices("LAMP")).isInstanceOf(ResourceAccessException.class);
    }

    @Test
    void refusalIsNoOutage() {
        prices("LAMP");
        refusing = true;
        after(Duration.ofSeconds(1));

        assertThatThrownBy(() -> prices("LAMP")).isInstanceOf(HttpClientErrorException.class);
    }

    @Test
    void silentInventoryIsAskedOnceASecondUntilItIsBack() {
        prices("LAMP");
        silent = true;
        after(Duration.ofSeconds(2));
        questions.clear();
        for (int i = 0; i < 20; i++) {
            prices("LAMP");
            after(Duration.ofMillis(100));
        }
        assertThat(questions).hasSize(2);

        silent = false;
        prices.put("LAMP", 11);
        assertThat(prices("LAMP")).containsExactly(Map.entry("LAMP", 11));
    }

    private Map<String, Integer> prices(String... skus) {
        var found = new HashMap<String, Integer>();
        cache.withSkus(List.of(skus))
                .forEach((sku, product) -> found.put(sku, (int) product.price().amountMinor()));
        return found;
    }

    private void after(Duration passed) {
        time = time.plus(passed);
    }

    private InventoryApi.ProductList answer(Collection<String> skus) {
        questions.add(List.copyOf(skus));
        if (refusing) {
            throw new HttpClientErrorException(HttpStatus.FORBIDDEN);
        }
        if (silent) {
            throw new ResourceAccessException("no answer");
        }
        return new InventoryApi.ProductList(skus.stream()
                .filter(prices::containsKey)
                .map(sku -> new Product(sku, sku, new Money(prices.get(sku), "EUR"), 7))
                .toList());
    }
}
