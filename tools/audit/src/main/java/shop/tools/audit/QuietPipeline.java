package shop.tools.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import shop.eventcodec.Topic;
import shop.topics.ShopTopics;

/**
 * Waits until nothing is on its way through the pipeline, because the invariants speak of a quiet moment.
 *
 * <p>Quiet is: in two observations after each other the topics end at the same offsets, every consumer group has committed
 * up to there, and the newest event of every outbox has arrived at its consumers. That holds for the moment only: somebody
 * may order right after it.
 */
final class QuietPipeline {

    private static final Duration BETWEEN_OBSERVATIONS = Duration.ofMillis(400);

    private static final String NEWEST = "select id from outbox order by id desc limit 1";

    private static final String ARRIVED = """
            select exists (select from inbox where event_id = ? and consumer = ?)
                or exists (select from dead_letters where event_id = ? and consumer = ?)
            """;

    private final StackAddress stack;

    QuietPipeline(StackAddress stack) {
        this.stack = stack;
    }

    /**
     * @param ends where every partition of every topic ended
     * @param underway what was still on its way, as sentences; empty if all was quiet
     */
    record Observation(Map<TopicPartition, Long> ends, List<String> underway) {}

    /** The pipeline at this moment. */
    Observation observe() throws InterruptedException, SQLException, ExecutionException, TimeoutException {
        try (Admin admin = admin()) {
            return observe(admin);
        }
    }

    /** @return the observation of a quiet moment, or the last one when the limit is over */
    Observation awaitQuiet(Duration limit)
            throws InterruptedException, SQLException, ExecutionException, TimeoutException {
        long deadline = System.nanoTime() + limit.toNanos();
        try (Admin admin = admin()) {
            Observation before = observe(admin);
            while (true) {
                Thread.sleep(BETWEEN_OBSERVATIONS);
                Observation now = observe(admin);
                boolean endsStay = now.ends().equals(before.ends());
                if (endsStay && now.underway().isEmpty()) {
                    return now;
                }
                if (System.nanoTime() >= deadline) {
                    return now.underway().isEmpty()
                            ? new Observation(now.ends(), List.of("New events keep coming."))
                            : now;
                }
                before = now;
            }
        }
    }

    private Observation observe(Admin admin)
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, Long> ends = ends(admin);
        return new Observation(ends, underway(admin, ends));
    }

    private Admin admin() {
        Properties settings = stack.kafkaClient();
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
        return Admin.create(settings);
    }

    private List<String> underway(Admin admin, Map<TopicPartition, Long> ends)
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        var underway = new ArrayList<String>();
        for (Subscription subscription : Subscription.ALL) {
            long lag = lag(admin, subscription, ends);
            if (lag > 0) {
                underway.add(subscription.consumer() + " has " + lag + " records to go.");
            } else if (!newestArrived(subscription)) {
                underway.add("The newest event for " + subscription.topic() + " has not arrived at "
                        + subscription.service() + ".");
            }
        }
        return underway;
    }

    private static Map<TopicPartition, Long> ends(Admin admin)
            throws InterruptedException, ExecutionException, TimeoutException {
        var latest = new HashMap<TopicPartition, OffsetSpec>();
        var topics = admin.describeTopics(
                        ShopTopics.ALL.stream().map(Topic::name).toList())
                .allTopicNames()
                .get(20, TimeUnit.SECONDS);
        topics.forEach((name, topic) -> {
            for (TopicPartitionInfo partition : topic.partitions()) {
                latest.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest());
            }
        });
        var ends = new HashMap<TopicPartition, Long>();
        admin.listOffsets(latest).all().get(20, TimeUnit.SECONDS).forEach((one, end) -> ends.put(one, end.offset()));
        return ends;
    }

    private static long lag(Admin admin, Subscription subscription, Map<TopicPartition, Long> ends)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetAndMetadata> committed = committed(admin, subscription);
        long lag = 0;
        for (var end : ends.entrySet()) {
            if (end.getKey().topic().equals(subscription.topic())) {
                OffsetAndMetadata position = committed.get(end.getKey());
                lag += end.getValue() - (position == null ? 0 : position.offset());
            }
        }
        return lag;
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, Subscription subscription)
            throws InterruptedException, ExecutionException, TimeoutException {
        return admin.listConsumerGroupOffsets(subscription.service())
                .partitionsToOffsetAndMetadata()
                .get(20, TimeUnit.SECONDS);
    }

    /** Up to which offset each subscription's consumer has come; nothing of a partition of which it has committed none. */
    Map<Subscription, Map<TopicPartition, Long>> positions()
            throws InterruptedException, ExecutionException, TimeoutException {
        var positions = new HashMap<Subscription, Map<TopicPartition, Long>>();
        try (Admin admin = admin()) {
            for (Subscription subscription : Subscription.ALL) {
                var offsets = new HashMap<TopicPartition, Long>();
                committed(admin, subscription).forEach((partition, position) -> {
                    if (position != null) {
                        offsets.put(partition, position.offset());
                    }
                });
                positions.put(subscription, offsets);
            }
        }
        return positions;
    }

    private boolean newestArrived(Subscription subscription) throws SQLException {
        try (Connection producer = stack.connect(subscription.producer());
                Connection consumer = stack.connect(subscription.database());
                Statement outbox = producer.createStatement();
                ResultSet newest = outbox.executeQuery(NEWEST);
                PreparedStatement inbox = consumer.prepareStatement(ARRIVED)) {
            if (!newest.next()) {
                return true;
            }
            UUID id = newest.getObject(1, UUID.class);
            inbox.setObject(1, id);
            inbox.setString(2, subscription.consumer());
            inbox.setObject(3, id);
            inbox.setString(4, subscription.consumer());
            try (ResultSet arrived = inbox.executeQuery()) {
                return arrived.next() && arrived.getBoolean(1);
            }
        }
    }
}
