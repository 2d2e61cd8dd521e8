package shop.tools.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.eventcodec.EventHeaders;

/**
 * What the watch has seen of one order.
 *
 * <p>It is judged when nothing new came for a while. What comes later opens it again, with all that was seen before.
 */
final class WatchedOrder {

    private final String key;
    private final List<History.OutboxRow> outbox = new ArrayList<>(4);
    private final List<History.TopicRecord> records = new ArrayList<>(4);
    private boolean placingSeen;
    private Instant movedAt;
    private Instant unprovenSince;

    /** @param key the key of its records, which is its id; the place of a record that has none */
    WatchedOrder(String key, Instant now) {
        this.key = key;
        this.movedAt = now;
        this.unprovenSince = now;
    }

    String key() {
        return key;
    }

    /** {@code null} if the key is no order's. */
    @Nullable UUID id() {
        try {
            return UUID.fromString(key);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    List<History.OutboxRow> outbox() {
        return outbox;
    }

    List<History.TopicRecord> records() {
        return records;
    }

    /** Whether all its events were seen: the first of them was. */
    boolean isWhole() {
        return placingSeen;
    }

    /** The order was found in a table that shows new orders only. */
    void isNew() {
        placingSeen = true;
    }

    void add(History.OutboxRow row, Instant now) {
        outbox.add(row);
        moved(row.eventId(), now);
    }

    void add(History.TopicRecord record, Instant now) {
        records.add(record);
        placingSeen |= record.content() instanceof RecordContent.Placed;
        moved(record.eventId(), now);
    }

    /** From now on it counts as unproven since the events that are to come. */
    void reopened(Instant now) {
        unprovenSince = now;
    }

    private void moved(@Nullable UUID eventId, Instant now) {
        movedAt = now;
        Instant happened = eventId == null ? null : EventHeaders.timeOf(eventId);
        if (happened != null && happened.isBefore(unprovenSince)) {
            unprovenSince = happened;
        }
    }

    boolean restsFor(Duration time, Instant now) {
        return !movedAt.plus(time).isAfter(now);
    }

    Instant unprovenSince() {
        return unprovenSince;
    }

    /** Whether its events are still on their way, which is late and not lost. */
    boolean isUnderway(Progress progress) {
        Set<UUID> published = new HashSet<>();
        records.forEach(record -> published.add(record.eventId()));
        return outbox.stream().anyMatch(row -> !published.contains(row.eventId()) && !progress.relayIsPast(row))
                || records.stream().anyMatch(record -> !progress.consumersArePast(record));
    }

    /** How far relays and consumers have come. */
    interface Progress {

        /** Whether the relay has published something that was written later. */
        boolean relayIsPast(History.OutboxRow row);

        /** Whether every subscribed consumer has committed an offset behind the record. */
        boolean consumersArePast(History.TopicRecord record);
    }
}
