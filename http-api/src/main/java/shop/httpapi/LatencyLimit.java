package shop.httpapi;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import java.util.concurrent.TimeUnit;

/**
 * How many requests may be worked on at the same time: a tenth fewer after each that took too long, one more after each that
 * did not while at least half of the places are taken. So a service that is asked for more than it can do settles where its
 * answers take about as long as they may, and one that is cold does not begin more than it can end.
 */
final class LatencyLimit {

    private static final double BACK_OFF = 0.9;

    private LatencyLimit() {}

    static Limit of(HttpApiProperties.Limit settings) {
        return AIMDLimit.newBuilder()
                .timeout(settings.slow().toNanos(), TimeUnit.NANOSECONDS)
                .backoffRatio(BACK_OFF)
                .minLimit(settings.lowest())
                .initialLimit(settings.lowest())
                .maxLimit(settings.highest())
                .build();
    }
}
