package shop.tools.client;

import java.time.Duration;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Sends a request that may be repeated without harm until the shop has answered it.
 *
 * <p>The pauses begin at 50 ms, double up to four seconds, and are varied at random by half: clients that all come again at
 * once, and soon, overload what is just starting (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog 2015).
 */
public final class Retry {

    private static final ExponentialBackOff BACK_OFF = backOff();

    private Retry() {}

    /** One request and the wait for its response. */
    @FunctionalInterface
    public interface Request {

        ShopResponse send() throws InterruptedException;
    }

    /**
     * Repeats while the shop is unavailable, until the deadline ({@link System#nanoTime()}); sends at least once.
     *
     * @param beforeRepeating called each time before the request is sent again
     */
    public static ShopResponse untilAnswered(Request request, long deadlineNanos, Runnable beforeRepeating)
            throws InterruptedException {
        BackOffExecution pauses = pauses();
        while (true) {
            ShopResponse response = request.send();
            long leftNanos = deadlineNanos - System.nanoTime();
            if (!(response instanceof ShopResponse.Unavailable unavailable) || leftNanos <= 0) {
                return response;
            }
            long wantedNanos =
                    unavailable.retryAfter().plusMillis(pauses.nextBackOff()).toNanos();
            Thread.sleep(Duration.ofNanos(Math.min(wantedNanos, leftNanos)));
            beforeRepeating.run();
        }
    }

    /** A new series of pauses, for something else that is repeated. */
    static BackOffExecution pauses() {
        return BACK_OFF.start();
    }

    private static ExponentialBackOff backOff() {
        var backOff = new ExponentialBackOff(50, 2);
        backOff.setMaxInterval(4000);
        backOff.setJitter(25);
        return backOff;
    }
}
