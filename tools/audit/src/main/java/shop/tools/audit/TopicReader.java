package shop.tools.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import shop.topics.ShopTopics;

/** Reads every record of every topic of the shop, from the first that is kept to the last there is when it begins. */
final class TopicReader {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final StackAddress stack;
    private final RecordReader reader = new RecordReader();

    TopicReader(StackAddress stack) {
        this.stack = stack;
    }

    /**
     * @param forgotten how many records Kafka no longer keeps, because they were too old
     * @param unreadable places whose bytes are damaged, with what the client says of them
     */
    record Content(List<History.TopicRecord> records, long forgotten, Map<String, String> unreadable) {}

    Content read() {
        return readOn(new HashMap<>(), true);
    }

    /**
     * Reads on from these positions, to the last record there is when it begins.
     *
     * @param positions are moved to where the next reading begins; a partition that is not among them is read from its first record
     */
    Content readOn(Map<TopicPartition, Long> positions) {
        return readOn(positions, false);
    }

    /** Where each partition goes on at this time: at its first record that is as young, or at its end. */
    Map<TopicPartition, Long> positionsAt(Instant time) {
        try (var consumer = newConsumer()) {
            List<TopicPartition> partitions = partitions(consumer);
            var positions = new HashMap<>(consumer.endOffsets(partitions));
            var times = new HashMap<TopicPartition, Long>();
            partitions.forEach(partition -> times.put(partition, time.toEpochMilli()));
            consumer.offsetsForTimes(times).forEach((partition, found) -> {
                if (found != null) {
                    positions.put(partition, found.offset());
                }
            });
            return positions;
        }
    }

    private Content readOn(Map<TopicPartition, Long> positions, boolean fromTheFirst) {
        try (var consumer = newConsumer()) {
            List<TopicPartition> partitions = partitions(consumer);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> kept = consumer.beginningOffsets(partitions);
            var records = new ArrayList<History.TopicRecord>();
            var unreadable = new LinkedHashMap<String, String>();
            long forgotten = 0;
            for (TopicPartition partition : partitions) {
                long first = kept.getOrDefault(partition, 0L);
                long end = ends.getOrDefault(partition, 0L);
                long position = positions.getOrDefault(partition, fromTheFirst ? 0L : first);
                forgotten += Math.max(0, first - position);
                // A topic that was made again ends before the position.
                read(consumer, partition, position > end ? first : Math.max(first, position), end, records, unreadable);
                positions.put(partition, end);
            }
            return new Content(records, forgotten, unreadable);
        }
    }

    private KafkaConsumer<byte[], byte[]> newConsumer() {
        return new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
        return ShopTopics.ALL.stream()
                .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    /** One partition alone, so that damage in it is known to be there and the others are read all the same. */
    private void read(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicPartition partition,
            long start,
            long end,
            List<History.TopicRecord> records,
            Map<String, String> unreadable) {
        if (start >= end) {
            return;
        }
        consumer.assign(List.of(partition));
        consumer.seek(partition, start);
        long position = start;
        long deadline = System.nanoTime() + SILENCE.toNanos();
        while (position < end) {
            try {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.offset() < end) {
                        records.add(read(record));
                    }
                }
            } catch (KafkaException e) {
                if (e instanceof ApiException && !(e instanceof CorruptRecordException)) {
                    throw e;
                }
                unreadable.put(partition + "@" + position, String.valueOf(e.getMessage()));
                // The neighbours in the same batch follow one by one.
                consumer.seek(partition, position + 1);
            }
            long next = consumer.position(partition);
            if (next > position) {
                position = next;
                deadline = System.nanoTime() + SILENCE.toNanos();
            } else if (System.nanoTime() > deadline) {
                unreadable.put(
                        partition + "@" + position, "the broker answers without it and without what is behind it");
                return;
            }
        }
    }

    /** Whatever a record holds, the audit goes on. */
    private History.TopicRecord read(ConsumerRecord<byte[], byte[]> record) {
        try {
            return reader.read(record);
        } catch (RuntimeException e) {
            return new History.TopicRecord(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    null,
                    null,
                    new RecordContent.Malformed("the audit cannot read it: " + e));
        }
    }

    private Properties settings() {
        Properties settings = stack.kafkaClient();
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000");
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, String.valueOf(16 << 20));
        // At the end of a partition the client asks for more, and the next one waits until the broker has said no.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "1");
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, String.valueOf(4 << 20));
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "15000");
        return settings;
    }
}
