package shop.tools.launcher.supervision;

import java.time.Duration;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * How long to wait before a dead part is started again: 0.2 s, doubling up to 5 s, and 0.2 s again after a minute of
 * health. Not safe for use by several threads.
 */
final class RestartBackOff {

    private static final Duration FORGIVEN_AFTER = Duration.ofMinutes(1);
    private static final ExponentialBackOff BACK_OFF = backOff();

    private BackOffExecution pauses = BACK_OFF.start();

    /** @param healthyFor how long the part had been healthy when it died */
    Duration pauseAfter(Duration healthyFor) {
        if (healthyFor.compareTo(FORGIVEN_AFTER) >= 0) {
            pauses = BACK_OFF.start();
        }
        return Duration.ofMillis(pauses.nextBackOff());
    }

    private static ExponentialBackOff backOff() {
        var backOff = new ExponentialBackOff(200, 2);
        backOff.setMaxInterval(5000);
        return backOff;
    }
}
