package shop.checkout.submission;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How often one shopper may order the same product: so many orders in a period, whatever became of them. An order that is cancelled
 * held its units, and counts.
 *
 * @param orders the most that may have the product in any one period
 */
public record RepeatLimit(int orders, Duration period) {

    /** An order of the shopper. */
    public record Earlier(Instant placedAt, Set<String> skus) {}

    /** @param retryAfter until then the limit is full; more than nothing */
    public record Refusal(String sku, Duration retryAfter) {}

    /**
     * Why these products cannot be ordered now; empty if they can.
     *
     * @param earlier the shopper's orders, at least those of the period that ends now; others do not count
     */
    public Optional<Refusal> refusalFor(Collection<String> skus, List<Earlier> earlier, Instant now) {
        return skus.stream()
                .sorted()
                .flatMap(sku -> refusalFor(sku, earlier, now).stream())
                .max((one, other) -> one.retryAfter().compareTo(other.retryAfter()));
    }

    private Optional<Refusal> refusalFor(String sku, List<Earlier> earlier, Instant now) {
        // The one of those that still count which leaves a free place when it stops counting.
        return earlier.stream()
                .filter(order -> order.skus().contains(sku))
                .map(order -> Duration.between(now, order.placedAt().plus(period)))
                .filter(Duration::isPositive)
                .sorted((one, other) -> other.compareTo(one))
                .skip(orders - 1L)
                .findFirst()
                .map(wait -> new Refusal(sku, wait));
    }
}
