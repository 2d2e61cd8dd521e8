package shop.httpapi;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/**
 * Token buckets for what costs: the changes that one shopper asks for, and the sessions that one address begins. They are this process's
 * own, so several processes together allow more. Requests of other services are not counted. Safe for use by several threads.
 */
final class Rates {

    /** More than this are forgotten, the longest unused first: to be forgotten is to have a full bucket. */
    private static final int MANY = 100_000;

    private final HttpApiProperties.Rate settings;
    private final Cache<UUID, Bucket> shoppers = buckets();
    private final Cache<String, Bucket> addresses = buckets();

    Rates(HttpApiProperties.Rate settings) {
        this.settings = settings;
    }

    private static <K> Cache<K, Bucket> buckets() {
        return Caffeine.newBuilder()
                .maximumSize(MANY)
                .expireAfterAccess(Duration.ofMinutes(10))
                .build();
    }

    /** @throws Problem if the shopper changes things too often */
    void countChange(Shopper shopper, HttpServletRequest request) {
        if (isFromOutside(request) && !CrossSite.isReading(request)) {
            take(shoppers.get(shopper.id(), _ -> bucket(settings.changesPerMinute(), settings.changesAtOnce())));
        }
    }

    /** @throws Problem if too many sessions begin at the address of the request */
    void countSession(HttpServletRequest request) {
        if (isFromOutside(request)) {
            take(addresses.get(
                    addressOf(request), _ -> bucket(settings.sessionsPerMinute(), settings.sessionsAtOnce())));
        }
    }

    private static boolean isFromOutside(HttpServletRequest request) {
        return request.getHeader(EntranceFilter.FORWARDED_PROTO) != null;
    }

    /** The load balancer appends the address that it sees; what stands before it may be made up. */
    private static String addressOf(HttpServletRequest request) {
        String forwarded = request.getHeader("X-Forwarded-For");
        return forwarded == null
                ? request.getRemoteAddr()
                : forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
    }

    private static Bucket bucket(int perMinute, int atOnce) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(atOnce).refillGreedy(perMinute, Duration.ofMinutes(1)))
                .build();
    }

    private static void take(Bucket bucket) {
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw Problem.of(
                            HttpStatus.TOO_MANY_REQUESTS,
                            "too-many-requests",
                            "Too many requests",
                            "That was too often. Please wait a moment, then try again.")
                    .retryAfter(
                            Duration.ofNanos(probe.getNanosToWaitForRefill()).plusSeconds(1));
        }
    }
}
