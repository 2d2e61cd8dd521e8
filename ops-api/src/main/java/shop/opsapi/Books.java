package shop.opsapi;

import java.time.Instant;
import java.util.List;

/**
 * What a service can count a second time, from its own events and receipts, to compare it with its tables. A bean of this type makes the
 * comparison reachable for operators.
 */
public interface Books {

    /**
     * Counts and compares. Changes nothing, and takes as long as it takes to read whole topics.
     *
     * @throws NotYetException if events of what the tables hold are not in the topic yet
     * @throws NotPossibleException if there is more than this service can compare
     */
    Report compare();

    /**
     * What was found, without personal data.
     *
     * @param at of which moment the tables were read
     * @param events that were counted; a second delivery is not
     * @param unreadable records that are no events of this release
     * @param gaps places where the topic does not begin with its first record
     * @param carried aggregates that only the tables know, because their events are gone: they are taken as they are
     * @param examples of aggregates behind the differences, in words
     */
    record Report(
            Instant at,
            long events,
            long unreadable,
            List<String> gaps,
            long carried,
            List<Difference> differences,
            List<String> examples) {}

    /**
     * One figure that is not what it has to be.
     *
     * @param of whose figure, such as a SKU
     * @param books what the books add up to
     * @param table what the table says
     */
    record Difference(String of, String figure, long books, long table) {}

    /** Asked too early. The message says for what it waits. */
    final class NotYetException extends RuntimeException {

        private static final long serialVersionUID = 1;

        public NotYetException(String message) {
            super(message);
        }
    }

    /** There is too much. The message says what helps. */
    final class NotPossibleException extends RuntimeException {

        private static final long serialVersionUID = 1;

        public NotPossibleException(String message) {
            super(message);
        }
    }
}
