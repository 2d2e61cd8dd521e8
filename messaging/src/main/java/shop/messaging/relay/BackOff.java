package shop.messaging.relay;

import java.time.Duration;

/** Waiting times that double from one failure to the next: 50 ms to 5 s. Not safe for use by several threads. */
final class BackOff {

    static final Duration FIRST = Duration.ofMillis(50);
    static final Duration LONGEST = Duration.ofSeconds(5);

    private Duration next = FIRST;

    Duration next() {
        Duration current = next;
        next = current.multipliedBy(2).compareTo(LONGEST) < 0 ? current.multipliedBy(2) : LONGEST;
        return current;
    }

    void reset() {
        next = FIRST;
    }
}
