package shop.stack.shopping;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Growing pauses between repetitions: 50 ms doubled up to one second, shortened at random by up to a half. */
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private Duration next = FIRST;

    void pause() throws InterruptedException {
        long nanos = next.toNanos();
        next = next.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : next.multipliedBy(2);
        Thread.sleep(Duration.ofNanos(nanos - ThreadLocalRandom.current().nextLong(nanos / 2)));
    }

    void reset() {
        next = FIRST;
    }
}
