package shop.messaging.relay;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events of the outbox that are published again because an operator asked for it.
 *
 * @param rate events a second at most
 * @param events how many there were when it was asked for
 * @param published how many of them Kafka has acknowledged again
 */
public record Republication(
        UUID id,
        Selection selection,
        int rate,
        long events,
        long published,
        State state,
        String reason,
        @Nullable String ticket,
        String requestedBy,
        Instant requestedAt,
        @Nullable Instant finishedAt) {

    /** Where it stands. */
    public enum State {
        /** Goes on for as long as a relay reads the slot; nobody has to start it. */
        RUNNING,
        DONE,
        /** By an operator, or because Kafka refused an event; the log says which. */
        STOPPED
    }

    /**
     * Which events: those that fulfil all of it.
     *
     * @param types empty for all
     * @param keys aggregate ids; empty for all
     * @param since of the events' own time
     * @param until of the events' own time, which itself is not included
     */
    public record Selection(
            List<String> types, List<String> keys, @Nullable Instant since, Instant until) {

        public Selection {
            types = List.copyOf(types);
            keys = List.copyOf(keys);
        }
    }
}
