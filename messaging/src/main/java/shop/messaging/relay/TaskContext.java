package shop.messaging.relay;

import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * What a task asks Kafka Connect for: its settings, and, when it confirms, up to where everything is acknowledged.
 *
 * @param acknowledged the last record before which, itself included, everything is acknowledged; null if there is none
 */
record TaskContext(Map<String, String> configs, Supplier<@Nullable SourceRecord> acknowledged)
        implements SourceTaskContext, OffsetStorageReader {

    @Override
    public OffsetStorageReader offsetStorageReader() {
        return this;
    }

    @Override
    public PluginMetrics pluginMetrics() {
        // Debezium keeps its own metrics and never asks; a version that does fails in every relay test.
        throw new UnsupportedOperationException();
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // null is what Kafka Connect answers if there is no offset.
    public <T> Map<String, Object> offset(Map<String, T> partition) {
        SourceRecord newest = acknowledged.get();
        return newest != null && newest.sourcePartition().equals(partition)
                ? (Map<String, Object>) newest.sourceOffset()
                : null;
    }

    @Override
    public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
        return partitions.stream()
                .filter(partition -> offset(partition) != null)
                .collect(Collectors.toMap(partition -> partition, this::offset));
    }
}
