package shop.tools.audit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * I4: every event of every outbox is on its topic, and every event on a topic has taken effect at every subscribed
 * consumer, or is kept there as a dead letter.
 *
 * <p>A place on a topic whose bytes are damaged is a lost event. Events of unknown types are skipped by consumers on purpose and not asked for.
 */
final class NoEventLost implements Invariant {

    @Override
    public Finding check(History history) {
        var finding = new Finding.Builder("I4", "No event is lost: outbox -> Kafka -> inbox of every consumer");
        Map<String, Set<UUID>> published = new HashMap<>();
        history.records().stream()
                .filter(record -> record.eventId() != null)
                .forEach(record -> published
                        .computeIfAbsent(record.topic(), _ -> new HashSet<>())
                        .add(record.eventId()));
        for (History.OutboxRow row : history.outbox()) {
            finding.brokenIf(
                    !published.getOrDefault(row.topic(), Set.of()).contains(row.eventId()),
                    row.eventId(),
                    "is in the outbox, but not on " + row.topic());
        }
        history.unreadable().forEach((place, reason) -> finding.broken(place, "cannot be read: " + reason));
        Subscription.ALL.forEach(subscription -> arrived(history, subscription, finding));
        return finding.checked(history.records().size(), "records");
    }

    private static void arrived(History history, Subscription subscription, Finding.Builder finding) {
        Set<UUID> inbox = history.inbox().getOrDefault(subscription, Set.of());
        List<History.DeadLetter> letters = history.deadLetters().stream()
                .filter(letter -> letter.consumer().equals(subscription.consumer()))
                .toList();
        Set<UUID> deadEvents =
                letters.stream().map(History.DeadLetter::eventId).collect(Collectors.toCollection(HashSet::new));
        Set<String> deadPlaces = letters.stream().map(History.DeadLetter::place).collect(Collectors.toSet());
        for (History.TopicRecord record : history.records()) {
            if (!record.topic().equals(subscription.topic()) || record.content() instanceof RecordContent.UnknownType) {
                continue;
            }
            UUID id = record.eventId();
            boolean known = id != null && (inbox.contains(id) || deadEvents.contains(id));
            finding.brokenIf(
                    !known && !deadPlaces.contains(record.place()),
                    id == null ? record.place() : id,
                    "is at " + record.place() + ", but " + subscription.consumer() + " neither handled nor kept it");
        }
    }
}
