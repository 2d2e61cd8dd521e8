package shop.messaging;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How old the oldest record is that the topics of this service still hold: nothing older can be delivered. */
final class OldestRecord {

    private static final Logger log = LoggerFactory.getLogger(OldestRecord.class);

    private static final int TIMEOUT_SECONDS = 30;

    private final Supplier<Map<String, Object>> kafka;
    private final Supplier<Collection<String>> topics;

    OldestRecord(Supplier<Map<String, Object>> kafka, Supplier<Collection<String>> topics) {
        this.kafka = kafka;
        this.topics = topics;
    }

    /** @return null if Kafka cannot be asked, or no topic holds a record, or the service reads none */
    @Nullable Instant time() {
        Collection<String> read = topics.get();
        if (read.isEmpty()) {
            return null;
        }
        try (Admin admin = Admin.create(kafka.get())) {
            var first = new HashMap<TopicPartition, OffsetSpec>();
            for (TopicDescription topic : admin.describeTopics(read)
                    .allTopicNames()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .values()) {
                topic.partitions()
                        .forEach(one -> first.put(
                                new TopicPartition(topic.name(), one.partition()), OffsetSpec.forTimestamp(0)));
            }
            return admin.listOffsets(first).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS).values().stream()
                    .filter(record -> record.offset() >= 0)
                    .map(ListOffsetsResultInfo::timestamp)
                    .min(Long::compareTo)
                    .map(Instant::ofEpochMilli)
                    .orElse(null);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            log.warn("Kafka does not say how old its oldest record is, so the inbox keeps its days: {}", e.toString());
            return null;
        }
    }
}
