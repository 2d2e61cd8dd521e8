package shop.messaging;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The events of one transaction, of all topics that a consumer reads. */
public final class EventBatch {

    private final Map<Subscription<?>, List<Event<?>>> events = new HashMap<>();

    /** An empty one. */
    public EventBatch() {}

    public <E> void add(Subscription<E> subscription, Event<E> event) {
        events.computeIfAbsent(subscription, _ -> new ArrayList<>()).add(event);
    }

    /** The events of one topic, in the order of arrival; possibly none. */
    @SuppressWarnings("unchecked") // add() takes for a subscription only what is of its type.
    public <E> List<Event<E>> of(Subscription<E> subscription) {
        return (List<Event<E>>) (List<?>) events.getOrDefault(subscription, List.of());
    }

    public int size() {
        return events.values().stream().mapToInt(List::size).sum();
    }

    public boolean isEmpty() {
        return events.isEmpty();
    }
}
