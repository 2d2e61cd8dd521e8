package shop.stack.shopping;

import java.time.Duration;

/**
 * When orders are due: evenly spaced at a fixed rate, decided before the first answer is known.
 *
 * @param ratePerSecond orders per second
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
        return Math.round(ratePerSecond * total().toNanos() / 1e9);
    }

    /** Nanoseconds from the start to the moment order {@code index} is due; the first is due at once. */
    long dueNanos(long index) {
        return Math.round(index * 1e9 / ratePerSecond);
    }

    boolean isTimed(long index) {
        return dueNanos(index) >= warmUp.toNanos();
    }

    Duration total() {
        return warmUp.plus(measured);
    }
}
