package shop.testing.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The dead letters of a consumer, and the keys that wait behind them. The row of a waiting key is the right to touch that key:
 * whoever handles, buries, redrives or discards an event of it locks the row first.
 */
final class Letters {

    /** Across topics there is no order, so a key waits in one of them. */
    record Key(Topic topic, Press order) {

        static Key of(Event event) {
            return new Key(event.topic(), event.order());
        }
    }

    /** In the order in which they were stored. */
    private final List<Event> open = new ArrayList<>();

    /** How many open letters each waiting key has. */
    private final Map<Key, Integer> waiting = new HashMap<>();

    boolean isEmpty() {
        return open.isEmpty();
    }

    List<Event> open() {
        return open;
    }

    boolean isWaiting(Key key) {
        return waiting.containsKey(key);
    }

    Optional<Event> next(Key key) {
        return open.stream().filter(letter -> Key.of(letter).equals(key)).findFirst();
    }

    /** The key waits from now on, if it did not before. */
    void bury(Event event) {
        if (!open.contains(event)) {
            open.add(event);
            waiting.merge(Key.of(event), 1, Integer::sum);
        }
    }

    /** Behind an earlier letter of its key. */
    void park(Event event) {
        if (!open.contains(event)) {
            open.add(event);
            waiting.computeIfPresent(Key.of(event), (_, letters) -> letters + 1);
        }
    }

    void resolve(Event event) {
        if (open.remove(event)) {
            waiting.computeIfPresent(Key.of(event), (_, letters) -> letters == 1 ? null : letters - 1);
        }
    }
}
