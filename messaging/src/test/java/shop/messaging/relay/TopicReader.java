package shop.messaging.relay;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** All records of a topic, in the order of each partition. */
final class TopicReader implements AutoCloseable {

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();

    TopicReader(String bootstrapServers, String topic, int partitions) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        var assignment = new ArrayList<TopicPartition>();
        for (int i = 0; i < partitions; i++) {
            assignment.add(new TopicPartition(topic, i));
        }
        consumer.assign(assignment);
        consumer.seekToBeginning(assignment);
    }

    List<ConsumerRecord<String, byte[]>> readOn() {
        return readOn(Duration.ofMillis(50), _ -> {});
    }

    List<ConsumerRecord<String, byte[]>> readOn(Duration patience, Consumer<ConsumerRecord<String, byte[]>> onArrival) {
        consumer.poll(patience).forEach(record -> {
            onArrival.accept(record);
            records.add(record);
        });
        return records;
    }

    /** The payloads per key; an event that came twice counts where it came first. */
    Map<String, List<String>> firstOccurrences() {
        var seen = new java.util.HashSet<UUID>();
        var perKey = new LinkedHashMap<String, List<String>>();
        for (ConsumerRecord<String, byte[]> record : records) {
            if (seen.add(id(record))) {
                perKey.computeIfAbsent(record.key(), _ -> new ArrayList<>()).add(text(record));
            }
        }
        return perKey;
    }

    int distinct() {
        return (int) records.stream().map(TopicReader::id).distinct().count();
    }

    static UUID id(ConsumerRecord<String, byte[]> record) {
        return UUID.fromString(header(record, "ce_id"));
    }

    static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    static String text(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
