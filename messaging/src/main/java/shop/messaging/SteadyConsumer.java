package shop.messaging;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.springframework.util.backoff.BackOffExecution;

/**
 * A consumer in which a partition that cannot be read stands still alone.
 *
 * <p>Kafka's own consumer throws at every poll when the bytes of one partition are damaged: the other partitions starve, and a
 * repair is never seen, because the damaged bytes stay in its buffer. This one throws the buffer away, pauses the partition and
 * reads it again from the same offset after a back-off, without limit. No record is skipped.
 *
 * <p>Used by one thread, as every Kafka consumer.
 */
class SteadyConsumer extends KafkaConsumer<String, byte[]> {

    /** A partition that has been read for so long without a failure can be read, though there was nothing in it. */
    private static final Duration PROVEN = Duration.ofSeconds(10);

    private final Standstills standstills;
    private final ConsumerProperties settings;
    private final Clock clock;
    private final Standstills.Place all;
    private final Map<TopicPartition, Unreadable> unreadable = new HashMap<>();
    private final Map<TopicPartition, Silence> silences = new HashMap<>();
    private Instant nextLook = Instant.MIN;
    private Instant lastRead = Instant.MIN;

    SteadyConsumer(Map<String, Object> kafka, ConsumerProperties settings, Standstills standstills, Clock clock) {
        super(kafka, new StringDeserializer(), new ByteArrayDeserializer());
        this.settings = settings;
        this.standstills = standstills;
        this.clock = clock;
        this.all = new Standstills.Place.Listener(groupMetadata().groupId());
    }

    @Override
    public ConsumerRecords<String, byte[]> poll(Duration timeout) {
        // A poll without time keeps the membership alive while a batch is tried again. Nothing may be resumed for it,
        // because its records would be dropped.
        boolean reads = !timeout.isZero();
        if (reads) {
            review();
            if (clock.instant().isAfter(lastRead.plus(settings.longestRetry()))) {
                // This thread was busy with a batch: nothing was asked for, so nobody kept silent.
                forgetSilences();
            }
            lookForSilence();
        }
        try {
            ConsumerRecords<String, byte[]> records = super.poll(timeout);
            if (reads) {
                standstills.over(all);
                lastRead = clock.instant();
            }
            if (records.count() >= settings.maxPollRecords()) {
                // More may be in the buffer: who has not come yet waits for its turn.
                forgetSilences();
            }
            return records;
        } catch (AuthenticationException | AuthorizationException e) {
            // For these alone Spring has a way of its own, with a stack trace at each attempt and nothing in the
            // health.
            throw new KafkaException("The broker does not admit this consumer", e);
        } catch (KafkaException e) {
            TopicPartition culprit = culprit(e).orElseThrow(() -> e);
            setAside(culprit, e);
            return ConsumerRecords.empty();
        }
    }

    /** A partition whose time has not come stays paused, whoever resumes all. */
    @Override
    public void resume(Collection<TopicPartition> partitions) {
        var others = new HashSet<>(partitions);
        unreadable.forEach((partition, it) -> {
            if (it.waiting) {
                others.remove(partition);
            }
        });
        super.resume(others);
    }

    @Override
    public void close() {
        forgetAll();
        super.close();
    }

    @Override
    public void close(CloseOptions options) {
        forgetAll();
        super.close(options);
    }

    private void forgetAll() {
        unreadable.forEach((_, it) -> standstills.forget(it.place));
        unreadable.clear();
        forgetSilences();
        standstills.forget(all);
    }

    private void forgetSilences() {
        silences.forEach((partition, it) -> {
            if (!unreadable.containsKey(partition)) {
                standstills.forget(it.place());
            }
        });
        silences.clear();
    }

    /** Lets go of what others read now and of what has been read, and gives those a chance whose time has come. */
    private void review() {
        if (unreadable.isEmpty()) {
            return;
        }
        Set<TopicPartition> assigned = assignment();
        unreadable.entrySet().removeIf(entry -> {
            TopicPartition partition = entry.getKey();
            Unreadable it = entry.getValue();
            if (!assigned.contains(partition)) {
                standstills.forget(it.place);
                return true;
            }
            if (it.waiting) {
                if (clock.instant().isAfter(it.until)) {
                    it.waiting = false;
                    it.until = clock.instant().plus(PROVEN);
                    super.resume(Set.of(partition));
                }
                return false;
            }
            if (position(partition) > it.place.offset() || clock.instant().isAfter(it.until)) {
                standstills.over(it.place);
                return true;
            }
            return false;
        });
    }

    /**
     * Damage of another kind makes the broker answer without any records: nobody fails, and nothing arrives. So a partition
     * that has more records than were read has to advance.
     */
    private void lookForSilence() {
        Instant now = clock.instant();
        if (now.isBefore(nextLook)) {
            return;
        }
        nextLook = now.plus(settings.longestRetry());
        Set<TopicPartition> reading = new HashSet<>(assignment());
        reading.removeAll(paused());
        reading.removeAll(unreadable.keySet());
        reading.removeIf(partition -> currentLag(partition).orElse(0) == 0);
        silences.entrySet().removeIf(entry -> {
            Silence it = entry.getValue();
            boolean over = !reading.contains(entry.getKey())
                    || position(entry.getKey()) != it.place().offset();
            // Of a partition that fails by now, the failure is what counts.
            if (over && !unreadable.containsKey(entry.getKey())) {
                standstills.over(it.place());
            }
            return over;
        });
        for (TopicPartition partition : reading) {
            Silence silence = silences.computeIfAbsent(
                    partition, _ -> new Silence(new Standstills.Place.At(partition, position(partition)), now));
            if (now.isAfter(silence.since().plus(settings.longestRetry().multipliedBy(4)))) {
                standstills.failed(
                        silence.place(),
                        new KafkaException("The broker has "
                                + currentLag(partition).orElse(0) + " more records and answers without any"));
            }
        }
    }

    private void setAside(TopicPartition partition, KafkaException failure) {
        var place = new Standstills.Place.At(partition, position(partition));
        standstills.failed(place, failure);
        Unreadable it = unreadable.get(partition);
        if (it == null || !it.place.equals(place)) {
            if (it != null) {
                standstills.over(it.place);
            }
            it = new Unreadable(place, settings.backOff().start());
            unreadable.put(partition, it);
        }
        it.waiting = true;
        it.until = clock.instant().plusMillis(it.backOff.nextBackOff());
        throwBufferAway(partition);
        pause(Set.of(partition));
    }

    /**
     * What a consumer has buffered of a partition is thrown away by a poll from another position.
     *
     * @return whether the poll did not fail
     */
    private boolean throwBufferAway(TopicPartition partition) {
        long offset = position(partition);
        var others = new HashSet<>(assignment());
        others.removeAll(paused());
        others.remove(partition);
        pause(others);
        super.resume(Set.of(partition));
        seek(partition, offset + 1);
        boolean succeeded = true;
        try {
            ConsumerRecords<String, byte[]> untimely = super.poll(Duration.ZERO);
            untimely.partitions()
                    .forEach(one -> seek(one, untimely.records(one).getFirst().offset()));
        } catch (KafkaException _) {
            succeeded = false;
        }
        Set<TopicPartition> assigned = assignment();
        if (assigned.contains(partition)) {
            seek(partition, offset);
        }
        others.retainAll(assigned);
        resume(others);
        return succeeded;
    }

    /** The partition that the consumer failed to read, empty if it failed at something else. */
    private Optional<TopicPartition> culprit(KafkaException failure) {
        return switch (failure) {
            case RecordDeserializationException record -> Optional.of(record.topicPartition());
            // It names no partition, and stays until the buffer of the right one is thrown away.
            case CorruptRecordException _ ->
                assignment().stream().filter(this::throwBufferAway).findFirst();
            // What the broker refuses; that concerns more than the bytes of one partition.
            case ApiException _ -> Optional.empty();
            default -> named(String.valueOf(failure.getMessage()));
        };
    }

    private Optional<TopicPartition> named(String message) {
        return assignment().stream()
                .filter(partition -> message.contains(partition.toString()))
                // topic-1 is part of topic-12.
                .max(Comparator.comparingInt(partition -> partition.toString().length()));
    }

    /** More records are there, and none has come since. */
    private record Silence(Standstills.Place.At place, Instant since) {}

    private static final class Unreadable {

        private final Standstills.Place.At place;
        private final BackOffExecution backOff;
        private boolean waiting;
        private Instant until = Instant.MIN;

        Unreadable(Standstills.Place.At place, BackOffExecution backOff) {
            this.place = place;
            this.backOff = backOff;
        }
    }
}
