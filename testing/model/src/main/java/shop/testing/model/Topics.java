package shop.testing.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The broker's logs. */
final class Topics {

    private final List<List<Event>> logs = Stream.<List<Event>>generate(ArrayList::new)
            .limit((long) Topic.values().length * Topic.PARTITIONS)
            .toList();

    void append(Event event) {
        log(event.topic(), Topic.partitionOf(event.order())).add(event);
    }

    List<Event> log(Topic topic, int partition) {
        return logs.get(topic.ordinal() * Topic.PARTITIONS + partition);
    }

    /** All records of a topic, each partition in its order. */
    Stream<Event> records(Topic topic) {
        return IntStream.range(0, Topic.PARTITIONS).boxed().flatMap(partition -> log(topic, partition).stream());
    }
}
