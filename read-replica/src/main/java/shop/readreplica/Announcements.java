package shop.readreplica;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * What of the replica's state is worth a line in the log: each trouble and its end, but no second trouble within a minute, so
 * that a replica that comes and goes does not fill the log. A trouble that lasts is told when the minute is over.
 *
 * <p>Safe for use by several threads.
 */
final class Announcements {

    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Clock clock;
    // A service begins without its replica, and tells of its first answer.
    private boolean troubleIsTold = true;
    private Instant quietUntil = Instant.MIN;

    Announcements(Clock clock) {
        this.clock = clock;
    }

    /** The replica has refused a read or a probe; tells whether to say so. */
    synchronized boolean refused() {
        if (troubleIsTold || clock.instant().isBefore(quietUntil)) {
            return false;
        }
        troubleIsTold = true;
        quietUntil = clock.instant().plus(QUIET);
        return true;
    }

    /** The replica has answered a probe; tells whether to say so. */
    synchronized boolean well() {
        boolean news = troubleIsTold;
        troubleIsTold = false;
        return news;
    }
}
