package shop.testing.model;

import java.util.List;
import java.util.Locale;

/** A service that consumes. */
enum Service {
    INVENTORY(Topic.CHECKOUT, Topic.ORDER),
    ORDER(Topic.CHECKOUT, Topic.INVENTORY);

    private final List<Topic> topics;
    private final List<Topic> firstTopic;
    private final List<Topic> secondTopic;

    Service(Topic first, Topic second) {
        this.topics = List.of(first, second);
        this.firstTopic = List.of(first);
        this.secondTopic = List.of(second);
    }

    /** In the order of the subscriptions. */
    List<Topic> topics() {
        return topics;
    }

    List<Topic> firstTopic() {
        return firstTopic;
    }

    List<Topic> secondTopic() {
        return secondTopic;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
