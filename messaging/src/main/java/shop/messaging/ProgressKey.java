package shop.messaging;

/** One consumer in one partition: what {@code consumer_progress} has a row for. */
public record ProgressKey(String consumer, String topic, int partition) {

    @Override
    public String toString() {
        return consumer + " at " + topic + "-" + partition;
    }
}
