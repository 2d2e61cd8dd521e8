package shop.tools.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Growing pauses between repetitions: 50 ms doubled up to four seconds, shortened at random by up to a half.
 *
 * <p>Clients that all come again at once, and soon, keep down what they want to get up again; growth and chance spread
 * them (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog 2015).
 */
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(4);

    private Duration next = FIRST;

    void pause() throws InterruptedException {
        pause(Duration.ZERO, LONGEST);
    }

    /**
     * @param atLeast what the shop asked for
     * @param atMost what is left of the time to try
     */
    void pause(Duration atLeast, Duration atMost) throws InterruptedException {
        long nanos = next.toNanos();
        next = next.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : next.multipliedBy(2);
        long shortened = nanos - ThreadLocalRandom.current().nextLong(nanos / 2);
        Duration wanted = atLeast.plusNanos(shortened);
        Thread.sleep(wanted.compareTo(atMost) < 0 ? wanted : atMost);
    }

    void reset() {
        next = FIRST;
    }
}
