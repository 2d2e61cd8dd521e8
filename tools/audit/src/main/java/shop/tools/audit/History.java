package shop.tools.audit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything a stack's databases and topics hold that the invariants speak of.
 *
 * @param records every record of every topic; those of one partition in the order of their offsets
 * @param unreadable places on the topics whose bytes are damaged, with the reason
 */
public record History(
        List<Checkout> checkouts,
        List<Order> orders,
        List<Stock> stock,
        List<Reservation> reservations,
        List<OutboxRow> outbox,
        Map<Subscription, Set<UUID>> inbox,
        List<DeadLetter> deadLetters,
        List<TopicRecord> records,
        Map<String, String> unreadable) {

    public record Checkout(UUID orderId, UUID shopperId, String idempotencyKey) {}

    /** @param status {@code null} until the placing of the order is known */
    public record Order(UUID orderId, @Nullable String status) {}

    /** @param received the sum of the SKU's intakes */
    public record Stock(String sku, long onHand, long reserved, long received) {}

    public record Reservation(UUID orderId, String state, List<SkuQuantity> lines) {}

    public record OutboxRow(String topic, UUID eventId) {}

    /** @param isOpen whether its event still has to take effect or to be discarded */
    public record DeadLetter(
            String consumer,
            String topic,
            int partition,
            long offset,
            @Nullable UUID eventId,
            boolean isOpen) {

        String place() {
            return topic + "-" + partition + "@" + offset;
        }
    }

    /** @param eventId {@code null} if the record has none that can be read */
    public record TopicRecord(
            String topic,
            int partition,
            long offset,
            @Nullable UUID eventId,
            @Nullable String key,
            RecordContent content) {

        String place() {
            return topic + "-" + partition + "@" + offset;
        }
    }

    /** The records' first occurrences: later deliveries of the same event are left out, and so is what has no id. */
    Stream<TopicRecord> firstOccurrences() {
        var seen = new HashSet<UUID>();
        return records.stream().filter(one -> one.eventId() != null && seen.add(one.eventId()));
    }

    /** The orders whose events died at some consumer, with the place of the dead letter. */
    Map<String, String> deadLettersByKey() {
        Set<String> places = deadLetters.stream()
                .filter(DeadLetter::isOpen)
                .map(DeadLetter::place)
                .collect(Collectors.toSet());
        var byKey = new HashMap<String, String>();
        records.stream()
                .filter(one -> one.key() != null && places.contains(one.place()))
                .forEach(one -> byKey.put(one.key(), one.place()));
        return byKey;
    }

    /** Records that no outbox wrote. An id older than every row a topic's outbox still holds gets the benefit of doubt. */
    Set<UUID> foreignEvents() {
        var known = new HashSet<UUID>();
        var oldest = new HashMap<String, UUID>();
        for (OutboxRow row : outbox) {
            known.add(row.eventId());
            oldest.merge(row.topic(), row.eventId(), (one, other) -> one.compareTo(other) < 0 ? one : other);
        }
        var foreign = new HashSet<UUID>();
        for (TopicRecord one : records) {
            UUID id = one.eventId();
            UUID limit = oldest.get(one.topic());
            if (id != null
                    && !known.contains(id)
                    && (id.version() != 7 || (limit != null && id.compareTo(limit) > 0))) {
                foreign.add(id);
            }
        }
        return foreign;
    }
}
