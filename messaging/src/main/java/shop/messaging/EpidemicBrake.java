package shop.messaging;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Keeps a release that fails on everything from making a dead letter of every event. After so many burials in a row, without an
 * event that took effect between them, a consumer buries nothing more and waits, as it does while its database is away. The next
 * event that takes effect releases it, for example under a corrected release. Records that no release could read are not counted:
 * they are always buried. Safe for use by several threads.
 */
class EpidemicBrake {

    private final int burialsInARow;
    private final Duration forgotten;
    private final Clock clock;
    private final Map<String, Integer> burials = new ConcurrentHashMap<>();
    private final Map<String, Instant> refusals = new ConcurrentHashMap<>();

    /**
     * @param longestRetry how long a consumer that has to wait stays silent at most; after ten times as long its partitions have moved to
     *     another process, and the row of burials is over
     */
    EpidemicBrake(int burialsInARow, Duration longestRetry, Clock clock) {
        this.burialsInARow = burialsInARow;
        this.forgotten = longestRetry.multipliedBy(10);
        this.clock = clock;
    }

    /** @throws EpidemicException if the consumer has to wait; the batch is tried again */
    void beforeBurying(String consumer) {
        if (isOn(consumer)) {
            refusals.put(consumer, clock.instant());
            throw new EpidemicException(reason(consumer));
        }
    }

    void buried(String consumer) {
        if (burials.merge(consumer, 1, Integer::sum) >= burialsInARow) {
            refusals.put(consumer, clock.instant());
        }
    }

    /** Also: nobody tries it here any more. */
    void tookEffect(String consumer) {
        burials.remove(consumer);
        refusals.remove(consumer);
    }

    /** Consumers that wait, each with the reason and the way out. */
    Map<String, String> on() {
        return burials.keySet().stream()
                .filter(this::isOn)
                .collect(Collectors.toMap(consumer -> consumer, this::reason));
    }

    private boolean isOn(String consumer) {
        Instant last = refusals.get(consumer);
        if (last != null && clock.instant().isAfter(last.plus(forgotten))) {
            tookEffect(consumer);
        }
        return burials.getOrDefault(consumer, 0) >= burialsInARow;
    }

    private String reason(String consumer) {
        return consumer + " made " + burialsInARow
                + " events in a row dead letters, and none took effect between them. That is"
                + " not the events' fault but this release's, so it buries no more and tries again. Deploy a release that can"
                + " handle them, or set shop.consumer.burials-in-a-row higher if the events are really wrong.";
    }

    /** Not the record's fault: the batch is tried again. */
    static final class EpidemicException extends RuntimeException {

        private static final long serialVersionUID = 1;

        EpidemicException(String reason) {
            super(reason);
        }
    }
}
