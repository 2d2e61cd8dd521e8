package shop.httpapi;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limit.WindowedLimit;
import java.util.concurrent.TimeUnit;

/**
 * How many requests may be worked on at the same time: fewer when they take much longer than they used to, more while they do
 * not and there are as many as may be.
 *
 * <p>What "used to" means is learnt over some minutes and forgotten faster when it was too slow, so a cold process is not
 * taken for an overloaded one.
 */
final class LatencyLimit {

    /** A request may take this many times as long as usual before the limit falls. */
    private static final double TOLERANCE = 2;

    /** The limit may change once in this time, by a tenth at most. */
    private static final long WINDOW_MILLIS = 500;

    private LatencyLimit() {}

    static Limit of(HttpApiProperties.Limit settings) {
        return WindowedLimit.newBuilder()
                .minWindowTime(WINDOW_MILLIS, TimeUnit.MILLISECONDS)
                .maxWindowTime(WINDOW_MILLIS, TimeUnit.MILLISECONDS)
                .build(Gradient2Limit.newBuilder()
                        .minLimit(settings.lowest())
                        .initialLimit(settings.initial())
                        .maxConcurrency(settings.highest())
                        .rttTolerance(TOLERANCE)
                        .build());
    }
}
