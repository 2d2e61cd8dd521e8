package shop.tools.client;

import java.time.Duration;

/**
 * When orders are due, decided before the first answer is known: at a rate that rises evenly from nothing while the shop
 * warms up, and evenly spaced after that.
 *
 * @param ratePerSecond orders per second once warm
 * @param warmUp time before {@code measured} in which orders are due too, but not timed
 */
record Schedule(double ratePerSecond, Duration warmUp, Duration measured) {

    Schedule {
        if (!(ratePerSecond > 0)) {
            throw new IllegalArgumentException("The rate must be more than 0 orders per second.");
        }
        if (warmUp.isNegative() || measured.isNegative() || measured.isZero()) {
            throw new IllegalArgumentException("The duration must be more than 0 seconds, the warm-up 0 or more.");
        }
    }

    long orders() {
        return Math.round(warmingUp() + ratePerSecond * seconds(measured));
    }

    /** Nanoseconds from the start to the moment order {@code index} is due; the first is due at once. */
    long dueNanos(long index) {
        double sinceWarm = index - warmingUp();
        double due = sinceWarm < 0
                ? Math.sqrt(2 * index * seconds(warmUp) / ratePerSecond)
                : seconds(warmUp) + sinceWarm / ratePerSecond;
        return Math.round(due * 1e9);
    }

    boolean isTimed(long index) {
        return dueNanos(index) >= warmUp.toNanos();
    }

    /** Waits until a moment of {@link System#nanoTime()}, not at all if it has passed. */
    static void sleepUntil(long nanos) throws InterruptedException {
        long left = nanos - System.nanoTime();
        if (left > 0) {
            Thread.sleep(Duration.ofNanos(left));
        }
    }

    private double warmingUp() {
        return ratePerSecond * seconds(warmUp) / 2;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    Duration total() {
        return warmUp.plus(measured);
    }
}
