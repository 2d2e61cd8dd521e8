package shop.testing.faults;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/** The random choices of one row: the same seed and fault make the same ones. */
final class Moments {

    private final Random random;

    Moments(long seed, String fault) {
        this.random = new Random(seed * 1_000_003 + fault.hashCode());
    }

    /** Waits for a time between the two, in milliseconds. */
    void pause(int least, int most) throws InterruptedException {
        Thread.sleep(Duration.ofMillis(least + random.nextInt(most - least + 1)));
    }

    int upTo(int bound) {
        return random.nextInt(bound);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
