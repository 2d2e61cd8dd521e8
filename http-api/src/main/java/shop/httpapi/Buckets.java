package shop.httpapi;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/** One token bucket for each shopper, or each address. Safe for use by several threads. */
final class Buckets {

    /** More than this are forgotten, the longest unused first: to be forgotten is to have a full bucket. */
    private static final int MANY = 100_000;

    private final int perMinute;
    private final int atOnce;
    private final Cache<Object, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(MANY)
            .expireAfterAccess(Duration.ofMinutes(10))
            .build();

    /**
     * @param perMinute so many tokens come back in a minute
     * @param atOnce so many fit in
     */
    Buckets(int perMinute, int atOnce) {
        this.perMinute = perMinute;
        this.atOnce = atOnce;
    }

    /** @throws Problem if there is none left */
    void take(Object whose) {
        if (!takeIfThere(whose)) {
            mustHaveOne(whose);
        }
    }

    /** @return false if there is none left */
    boolean takeIfThere(Object whose) {
        return of(whose).tryConsume(1);
    }

    /** @throws Problem if there is none left */
    void mustHaveOne(Object whose) {
        Bucket bucket = buckets.getIfPresent(whose);
        if (bucket == null) {
            return;
        }
        var estimate = bucket.estimateAbilityToConsume(1);
        if (!estimate.canBeConsumed()) {
            throw Problem.of(
                            HttpStatus.TOO_MANY_REQUESTS,
                            "too-many-requests",
                            "Too many requests",
                            "That was too often. Please wait a moment, then try again.")
                    .retryAfter(
                            Duration.ofNanos(estimate.getNanosToWaitForRefill()).plusSeconds(1));
        }
    }

    private Bucket of(Object whose) {
        return buckets.get(
                whose,
                _ -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(atOnce).refillGreedy(perMinute, Duration.ofMinutes(1)))
                        .build());
    }
}
