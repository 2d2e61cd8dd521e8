package shop.readreplica;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

/**
 * How long ago the primary was at a place that the replica has not replayed yet: zero if it has replayed all that was seen.
 *
 * <p>Both clocks are this process's, so an idle primary is no lag and the servers' clocks do not matter. Safe for use by
 * several threads.
 */
final class ReplayLag {

    /** An hour of looks, one a second. Behind that the lag is still told, but falls in a step when the replica catches up. */
    private static final int REMEMBERED = 3_600;

    private final Clock clock;
    private final ArrayDeque<Seen> pending = new ArrayDeque<>();

    ReplayLag(Clock clock) {
        this.clock = clock;
    }

    /** The primary is at this place. What was seen of another history, before a fail-over, will never be replayed. */
    synchronized void seen(LogPosition primary) {
        if (!pending.isEmpty() && !pending.getFirst().primary().sameHistory(primary)) {
            pending.clear();
        }
        if (pending.size() < REMEMBERED) {
            pending.addLast(new Seen(primary, clock.instant()));
        }
    }

    /** The replica has replayed up to this place. */
    synchronized void replayed(LogPosition replica) {
        while (!pending.isEmpty() && replica.reaches(pending.getFirst().primary())) {
            pending.removeFirst();
        }
    }

    synchronized Duration now() {
        return pending.isEmpty()
                ? Duration.ZERO
                : Duration.between(pending.getFirst().at(), clock.instant());
    }

    private record Seen(LogPosition primary, Instant at) {}
}
