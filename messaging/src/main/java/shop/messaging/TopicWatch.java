package shop.messaging;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import shop.messaging.ConsumerBreaks.Kind;

/**
 * Compares every half minute what the consumers of this service have handled with what their topics hold. It finds what a consumer
 * cannot: a topic that was made again and has grown past the old position, records that were deleted before anybody read
 * them while no new ones come, and a topic that has lost its end.
 *
 * <p>Costs two or three requests and a query. Several instances may look at once: each change is noticed by one of them. Where
 * either server is away, the next look says the same.
 */
final class TopicWatch implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(TopicWatch.class);

    private static final int LOOK_SECONDS = 30;
    private static final int ANSWER_SECONDS = 20;

    private static final String PROGRESS =
            "select consumer, topic, partition, next_offset, topic_id from consumer_progress order by 1, 2, 3";

    /** Says by its count whether this instance is the one that noticed. */
    private static final String MOVE = """
            update consumer_progress set next_offset = ?, topic_id = ?
            where consumer = ? and topic = ? and partition = ? and next_offset = ? and topic_id is not distinct from ?
            """;

    private static final String ADOPT = """
            update consumer_progress set topic_id = ?
            where consumer = ? and topic = ? and partition = ? and topic_id is null
            """;

    private static final String FORGET = """
            delete from consumer_progress
            where consumer = ? and topic = ? and partition = ? and topic_id = ?
            """;

    private final Supplier<Admin> connect;
    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final ConsumerBreaks breaks;
    private final BooleanSupplier isNeeded;
    private final Map<ProgressKey, Long> ends = new HashMap<>();
    private @Nullable Admin admin;
    private boolean failing;
    private volatile @Nullable ScheduledExecutorService looks;

    /** @param isNeeded whether this service has consumers, and with them the tables */
    TopicWatch(
            Supplier<Admin> connect,
            JdbcClient database,
            TransactionTemplate transaction,
            ConsumerBreaks breaks,
            BooleanSupplier isNeeded) {
        this.connect = connect;
        this.database = database;
        this.transaction = transaction;
        this.breaks = breaks;
        this.isNeeded = isNeeded;
    }

    private record Progress(
            ProgressKey key, long nextOffset, @Nullable String topicId) {

        TopicPartition partition() {
            return new TopicPartition(key.topic(), key.partition());
        }
    }

    /** What the topics hold now; what is not there is missing. */
    private record Content(Map<String, String> ids, Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends) {}

    @Override
    public void start() {
        if (!isNeeded.getAsBoolean()) {
            return;
        }
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("topic-watch").daemon().factory());
        executor.scheduleWithFixedDelay(this::tryToLook, 1, LOOK_SECONDS, TimeUnit.SECONDS);
        looks = executor;
    }

    @Override
    public void stop() {
        ScheduledExecutorService executor = looks;
        if (executor != null) {
            looks = null;
            // In the thread that uses it, after a look that may be under way.
            executor.execute(this::closeAdmin);
            executor.shutdown();
        }
    }

    @Override
    public boolean isRunning() {
        return looks != null;
    }

    private void tryToLook() {
        try {
            look();
            failing = false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | ExecutionException | TimeoutException e) {
            if (!failing) {
                log.warn("The topics cannot be compared with what was handled; it is tried again: {}", e.toString());
            }
            failing = true;
            closeAdmin();
        }
    }

    private void closeAdmin() {
        Admin current = admin;
        admin = null;
        if (current != null) {
            current.close(Duration.ZERO);
        }
    }

    /** Not safe for use by several threads. */
    void look() throws InterruptedException, ExecutionException, TimeoutException {
        List<Progress> all = database.sql(PROGRESS)
                .query((row, _) -> new Progress(
                        new ProgressKey(row.getString(1), row.getString(2), row.getInt(3)),
                        row.getLong(4),
                        row.getString(5)))
                .list();
        if (!all.isEmpty()) {
            Content content = content(all);
            all.forEach(one -> compare(one, content));
        }
        breaks.refresh();
    }

    private Content content(List<Progress> all) throws InterruptedException, ExecutionException, TimeoutException {
        Admin client = admin == null ? connect.get() : admin;
        admin = client;
        Map<String, TopicDescription> topics =
                describe(client, all.stream().map(one -> one.key().topic()).collect(toSet()));
        // Progress may name partitions that a topic does not have any more.
        Set<TopicPartition> partitions = all.stream()
                .map(Progress::partition)
                .filter(one -> topics.containsKey(one.topic())
                        && topics.get(one.topic()).partitions().stream()
                                .anyMatch(partition -> partition.partition() == one.partition()))
                .collect(toSet());
        return new Content(
                topics.values().stream()
                        .collect(toMap(
                                TopicDescription::name, one -> one.topicId().toString())),
                offsets(client, partitions, OffsetSpec.earliest()),
                offsets(client, partitions, OffsetSpec.latest()));
    }

    private static Map<String, TopicDescription> describe(Admin client, Set<String> names)
            throws InterruptedException, ExecutionException, TimeoutException {
        var topics = new HashMap<String, TopicDescription>();
        for (var described : client.describeTopics(names).topicNameValues().entrySet()) {
            try {
                topics.put(described.getKey(), described.getValue().get(ANSWER_SECONDS, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
                // Nothing is lost yet: if it is made again, it has another id.
            }
        }
        return topics;
    }

    private static Map<TopicPartition, Long> offsets(Admin client, Set<TopicPartition> partitions, OffsetSpec which)
            throws InterruptedException, ExecutionException, TimeoutException {
        var offsets = new HashMap<TopicPartition, Long>();
        client.listOffsets(partitions.stream().collect(toMap(one -> one, _ -> which)))
                .all()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    private void compare(Progress progress, Content content) {
        String id = content.ids().get(progress.key().topic());
        Long start = content.starts().get(progress.partition());
        Long end = content.ends().get(progress.partition());
        if (id == null || start == null || end == null) {
            return;
        }
        if (progress.topicId() != null && !progress.topicId().equals(id)) {
            notice(progress, Kind.RECREATED, 0, () -> forget(progress));
        } else if (start > progress.nextOffset()) {
            notice(progress, Kind.GAP, start, () -> move(progress, start, id));
        } else if (end < progress.nextOffset()) {
            // A leader that has just taken over may not know the end for a moment.
            if (Objects.equals(ends.put(progress.key(), end), end)) {
                notice(progress, Kind.CUT, end, () -> move(progress, end, id));
            }
            return;
        } else if (progress.topicId() == null) {
            adopt(progress.key(), id);
        }
        ends.remove(progress.key());
    }

    private void notice(Progress progress, Kind kind, long to, BooleanSupplier change) {
        transaction.executeWithoutResult(_ -> {
            if (change.getAsBoolean()) {
                breaks.notice(progress.key(), kind, progress.nextOffset(), to);
            }
        });
    }

    private boolean move(Progress progress, long nextOffset, String topicId) {
        ProgressKey key = progress.key();
        return database.sql(MOVE)
                        .params(Arrays.asList(
                                nextOffset,
                                topicId,
                                key.consumer(),
                                key.topic(),
                                key.partition(),
                                progress.nextOffset(),
                                progress.topicId()))
                        .update()
                == 1;
    }

    private void adopt(ProgressKey key, String topicId) {
        database.sql(ADOPT)
                .params(topicId, key.consumer(), key.topic(), key.partition())
                .update();
    }

    /** The next batch begins a new row, with offsets of the new topic. */
    private boolean forget(Progress progress) {
        ProgressKey key = progress.key();
        return database.sql(FORGET)
                        .params(Arrays.asList(key.consumer(), key.topic(), key.partition(), progress.topicId()))
                        .update()
                == 1;
    }
}
