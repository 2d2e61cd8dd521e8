package shop.tools.audit;

import java.util.HashMap;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * I5: the first occurrences of an order's events lie on a topic in the order in which they were committed.
 *
 * <p>The outbox gives ids by time (UUIDv7), and transactions on one order exclude each other, so the order of ids is the
 * order of commits. A clock that was set back between two changes of the same order would look like a broken order.
 */
final class EventsInCommitOrder implements Invariant {

    private record Position(int partition, UUID eventId) {}

    @Override
    public Finding check(History history) {
        var finding = new Finding.Builder("I5", "Events of one order arrive in the order of their commits");
        Set<UUID> fromOutbox =
                history.outbox().stream().map(History.OutboxRow::eventId).collect(Collectors.toSet());
        var last = new HashMap<String, Position>();
        long[] checked = {0};
        history.firstOccurrences().forEach(record -> {
            UUID id = record.eventId();
            String key = String.valueOf(record.key());
            if (id == null || !fromOutbox.contains(id)) {
                return;
            }
            checked[0]++;
            keyIsTheOrder(record, finding);
            Position before = last.put(record.topic() + "/" + key, new Position(record.partition(), id));
            if (before != null) {
                finding.brokenIf(
                        before.partition() != record.partition(),
                        key,
                        "its events lie in two partitions of " + record.topic());
                finding.brokenIf(
                        before.eventId().compareTo(id) > 0,
                        key,
                        "event " + id + " was committed before " + before.eventId() + " but lies behind it, at "
                                + record.place());
            }
        });
        return finding.checked(checked[0], "events");
    }

    private static void keyIsTheOrder(History.TopicRecord record, Finding.Builder finding) {
        if (record.content() instanceof RecordContent.AboutOrder content) {
            finding.brokenIf(
                    !content.orderId().toString().equals(record.key()),
                    content.orderId(),
                    "event " + record.eventId() + " has the key " + record.key());
        }
    }
}
