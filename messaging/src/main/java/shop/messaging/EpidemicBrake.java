package shop.messaging;

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
    private final Map<String, Integer> burials = new ConcurrentHashMap<>();

    EpidemicBrake(int burialsInARow) {
        this.burialsInARow = burialsInARow;
    }

    /** @throws EpidemicException if the consumer has to wait; the batch is tried again */
    void beforeBurying(String consumer) {
        if (isOn(consumer)) {
            throw new EpidemicException(reason(consumer));
        }
    }

    void buried(String consumer) {
        burials.merge(consumer, 1, Integer::sum);
    }

    void tookEffect(String consumer) {
        burials.remove(consumer);
    }

    /** Consumers that wait, each with the reason and the way out. */
    Map<String, String> on() {
        return burials.keySet().stream()
                .filter(this::isOn)
                .collect(Collectors.toMap(consumer -> consumer, this::reason));
    }

    private boolean isOn(String consumer) {
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
