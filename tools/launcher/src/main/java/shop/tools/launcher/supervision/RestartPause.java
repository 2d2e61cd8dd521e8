package shop.tools.launcher.supervision;

import java.time.Duration;

/**
 * How long to wait before a dead part is started again: 0.2 s, doubling up to 5 s, and 0.2 s again after a minute of
 * health. Not safe for use by several threads.
 */
final class RestartPause {

    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration FORGIVEN_AFTER = Duration.ofMinutes(1);

    private Duration next = FIRST;

    /** @param healthyFor how long the part had been healthy when it died */
    Duration after(Duration healthyFor) {
        Duration pause = healthyFor.compareTo(FORGIVEN_AFTER) >= 0 ? FIRST : next;
        Duration doubled = pause.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return pause;
    }
}
