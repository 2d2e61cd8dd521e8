package shop.messaging.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import shop.messaging.replay.Replay.Gap;

/**
 * Reads topics from given positions, without a group: nothing is committed and no listener notices. A position that the topic does not hold
 * is a failure. For one thread at a time.
 */
public final class TopicReader implements AutoCloseable {

    private static final Duration NO_LONGER = Duration.ofMillis(200);
    private static final Duration FIRST_RECORD = Duration.ofSeconds(5);

    private final KafkaConsumer<String, byte[]> consumer;

    /** @param settings of any client of the cluster */
    public TopicReader(Map<String, Object> settings) {
        var all = new HashMap<>(settings);
        all.keySet()
                .removeIf(name ->
                        name.startsWith("group.") || name.startsWith("session.") || name.startsWith("heartbeat."));
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        all.remove(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);
        consumer = new KafkaConsumer<>(all, new StringDeserializer(), new ByteArrayDeserializer());
    }

    public List<TopicPartition> partitions(Collection<String> topics) {
        return topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(one -> new TopicPartition(one.topic(), one.partition()))
                .toList();
    }

    public Map<TopicPartition, Long> starts(Collection<TopicPartition> partitions) {
        return consumer.beginningOffsets(partitions);
    }

    public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        return consumer.endOffsets(partitions);
    }

    /** The partitions that have lost their first records. */
    public List<Gap> gaps(Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends) {
        var gaps = new ArrayList<Gap>();
        starts.forEach((partition, start) -> {
            if (start > 0) {
                boolean isEmpty = start >= ends.getOrDefault(partition, start);
                gaps.add(new Gap(
                        partition.topic(), partition.partition(), start, isEmpty ? null : timeAt(partition, start)));
            }
        });
        return gaps;
    }

    private @Nullable Instant timeAt(TopicPartition partition, long offset) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, offset);
        return consumer.poll(FIRST_RECORD).records(partition).stream()
                .findFirst()
                .map(record -> Instant.ofEpochMilli(record.timestamp()))
                .orElse(null);
    }

    /**
     * Reads on, of all partitions that have something between position and limit.
     *
     * @return nothing if nothing came in a fifth of a second
     */
    public Read read(Map<TopicPartition, Long> from, Map<TopicPartition, Long> limits) {
        if (!consumer.assignment().equals(from.keySet())) {
            consumer.assign(from.keySet());
            from.forEach(consumer::seek);
        }
        from.forEach((partition, offset) -> {
            if (consumer.position(partition) != offset) {
                consumer.seek(partition, offset);
            }
        });
        List<TopicPartition> atTheLimit = from.entrySet().stream()
                .filter(entry -> entry.getValue() >= limits.getOrDefault(entry.getKey(), 0L))
                .map(Map.Entry::getKey)
                .toList();
        if (atTheLimit.size() == from.size()) {
            return new Read(List.of(), Map.of(), true);
        }
        consumer.resume(consumer.assignment());
        consumer.pause(atTheLimit);
        ConsumerRecords<String, byte[]> polled = consumer.poll(NO_LONGER);
        var records = new ArrayList<ConsumerRecord<String, byte[]>>();
        var next = new HashMap<TopicPartition, Long>();
        for (TopicPartition partition : from.keySet()) {
            if (!atTheLimit.contains(partition)) {
                long limit = limits.getOrDefault(partition, 0L);
                polled.records(partition).stream()
                        .filter(record -> record.offset() < limit)
                        .forEach(records::add);
                // Behind the last record there may be markers of transactions, which are no records.
                next.put(partition, Math.min(consumer.position(partition), limit));
            }
        }
        return new Read(records, next, false);
    }

    /**
     * @param next positions behind what was read
     * @param isAll whether nothing was left to read
     */
    public record Read(List<ConsumerRecord<String, byte[]>> records, Map<TopicPartition, Long> next, boolean isAll) {}

    @Override
    public void close() {
        consumer.close();
    }
}
