package shop.messaging.replay;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import shop.eventcodec.DecodedRecord;
import shop.eventcodec.EventCodec;
import shop.messaging.Event;
import shop.messaging.EventBatch;
import shop.messaging.Replaying;
import shop.messaging.Subscription;
import shop.messaging.TransientFailure;
import shop.messaging.letters.Letter;
import shop.messaging.letters.Letters;
import shop.messaging.replay.ReplayTables.Fate;
import shop.messaging.replay.ReplayTables.Known;
import shop.messaging.replay.TopicReader.Read;

/**
 * Does one step of a replay: reads records, and applies them to the shadow in the transaction of the caller. What operators have decided
 * about dead letters holds here too: an edited payload takes the place of the original, a discarded event counts only if the discard
 * recorded it, and one that still waits is applied when it is resolved.
 */
class Replayer {

    private final Projection projection;
    private final ReplayTables tables;
    private final Letters letters;
    private final EventCodec codec;
    private final Supplier<TopicReader> connect;

    Replayer(
            Projection projection,
            ReplayTables tables,
            Letters letters,
            EventCodec codec,
            Supplier<TopicReader> connect) {
        this.projection = projection;
        this.tables = tables;
        this.letters = letters;
        this.codec = codec;
        this.connect = connect;
    }

    Projection projection() {
        return projection;
    }

    TopicReader connect() {
        return connect.get();
    }

    List<String> topics() {
        return subscriptions().map(one -> one.topic().name()).toList();
    }

    private Stream<Subscription<?>> subscriptions() {
        return Stream.concat(projection.consumed().stream(), projection.own().stream());
    }

    private Subscription<?> subscriptionOf(String topic) {
        return subscriptions()
                .filter(one -> one.topic().name().equals(topic))
                .findFirst()
                .orElseThrow();
    }

    /** How far a replay may read now: as far as the listeners are, and to the end of what this service writes. */
    Map<TopicPartition, Long> limits(TopicReader reader, Collection<TopicPartition> partitions) {
        Set<String> own =
                projection.own().stream().map(one -> one.topic().name()).collect(Collectors.toSet());
        var limits = new HashMap<TopicPartition, Long>(tables.consumed());
        limits.putAll(reader.ends(
                partitions.stream().filter(one -> own.contains(one.topic())).toList()));
        return limits;
    }

    /**
     * Reads and applies a few hundred records, at most.
     *
     * @param atMost 1 to find the record that fails
     * @return what was done
     * @throws ReplayFailure if the fold fails
     */
    Step step(UUID replay, TopicReader reader, int atMost) {
        Map<TopicPartition, Long> progress = tables.progress(replay);
        Read read = reader.read(progress, limits(reader, progress.keySet()));
        List<ConsumerRecord<String, byte[]>> records = read.records();
        var next = new HashMap<>(read.next());
        if (records.size() > atMost) {
            records.subList(atMost, records.size())
                    .forEach(left ->
                            next.merge(new TopicPartition(left.topic(), left.partition()), left.offset(), Math::min));
            records = records.subList(0, atMost);
        }
        Applied applied = records.isEmpty() ? Applied.NOTHING : apply(replay, records);
        if (read.isAll()) {
            applied = applied.with(applyResolved(replay));
        }
        tables.progress(replay, next);
        tables.count(replay, records.size(), applied.skipped(), applied.withheld());
        return new Step(records.size(), read.isAll(), keys(records));
    }

    private static Set<UUID> keys(List<ConsumerRecord<String, byte[]>> records) {
        var keys = new HashSet<UUID>();
        for (ConsumerRecord<String, byte[]> record : records) {
            if (record.key() != null) {
                try {
                    keys.add(UUID.fromString(record.key()));
                } catch (IllegalArgumentException _) {
                    // Not a key of a row.
                }
            }
        }
        return keys;
    }

    private Applied apply(UUID replay, List<ConsumerRecord<String, byte[]>> records) {
        var decoded = new ArrayList<Decoded<?>>(records.size());
        for (ConsumerRecord<String, byte[]> record : records) {
            decoded.add(decode(subscriptionOf(record.topic()), record));
        }
        Map<Known, Fate> fates = tables.fates(
                decoded.stream().map(Decoded::id).filter(Objects::nonNull).toList());
        var batch = new EventBatch();
        long skipped = 0;
        for (Decoded<?> one : decoded) {
            Fate fate = one.id() == null
                    ? null
                    : fates.get(new Known(one.subscription().consumer(), one.id()));
            if (!add(replay, one, fate, batch)) {
                skipped++;
            }
        }
        return new Applied(skipped, apply(batch, records));
    }

    /** @return whether the event counts now */
    private <E> boolean add(UUID replay, Decoded<E> one, @Nullable Fate fate, EventBatch batch) {
        if (fate != null) {
            switch (Letter.State.valueOf(fate.state())) {
                case OPEN -> {
                    tables.postpone(replay, fate.letter());
                    return false;
                }
                case DISCARDED -> {
                    if (one.event() == null || !projection.countsWhenDiscarded(one.event())) {
                        return false;
                    }
                }
                case EDITED_REDRIVEN -> {
                    batch.add(one.subscription(), inForce(one.subscription(), fate.letter()));
                    return true;
                }
                case REDRIVEN, DUPLICATE -> {}
            }
        }
        if (one.event() != null) {
            batch.add(one.subscription(), new Event<>(Objects.requireNonNull(one.id()), one.event()));
            return true;
        }
        if (one.malformed() != null
                && !tables.isLetter(
                        one.subscription().consumer(),
                        new TopicPartition(one.record().topic(), one.record().partition()),
                        one.record().offset())) {
            throw new ReplayFailure(
                    "cannot be decoded, and no dead letter says what to do with it",
                    List.of(one.record()),
                    one.malformed());
        }
        return false;
    }

    /** The payload that operators have put in the place of the original. */
    private <E> Event<E> inForce(Subscription<E> subscription, long id) {
        Letter letter = letters.find(id).orElseThrow();
        Decoded<E> edited = decode(subscription, letters.record(letter));
        if (!letter.isEdited() || edited.event() == null || edited.id() == null) {
            throw new ReplayFailure(
                    "was redriven with an edited payload, which is not kept any more (letter " + id + ")",
                    List.of(edited.record()),
                    null);
        }
        return new Event<>(edited.id(), edited.event());
    }

    private Applied applyResolved(UUID replay) {
        Applied all = Applied.NOTHING;
        for (long id : tables.resolvedMeanwhile(replay)) {
            Letter letter = letters.find(id).orElseThrow();
            ConsumerRecord<String, byte[]> record = letters.record(letter);
            Decoded<?> one = decode(subscriptionOf(record.topic()), record);
            var batch = new EventBatch();
            boolean counts = add(replay, one, new Fate(id, letter.state().name()), batch);
            all = all.with(new Applied(counts ? -1 : 0, apply(batch, List.of(record))));
            tables.forgetPostponed(replay, id);
        }
        return all;
    }

    /** @return how many events were not published */
    private long apply(EventBatch batch, List<ConsumerRecord<String, byte[]>> records) {
        if (batch.isEmpty()) {
            return 0;
        }
        tables.becomeReplay();
        try {
            return Replaying.run(() -> projection.apply(batch));
        } catch (RuntimeException | Error e) {
            if (TransientFailure.is(e)) {
                throw e;
            }
            throw new ReplayFailure("makes the fold fail", records, e);
        } finally {
            // After a failure the transaction is rolled back, and with it these settings.
            resetRole();
        }
    }

    private void resetRole() {
        try {
            tables.resetRole();
        } catch (RuntimeException _) {
            // The transaction has failed; its end resets the role.
        }
    }

    private <E> Decoded<E> decode(Subscription<E> subscription, ConsumerRecord<String, byte[]> record) {
        return switch (codec.decode(subscription.topic(), record)) {
            case DecodedRecord.Known<E>(UUID id, E event) -> new Decoded<>(subscription, record, id, event, null);
            case DecodedRecord.UnknownType<E>(UUID id, var _) -> new Decoded<>(subscription, record, id, null, null);
            case DecodedRecord.Malformed<E> it -> new Decoded<>(subscription, record, it.id(), null, it.reason());
        };
    }

    /** The type of a record, for a plan. */
    Optional<String> typeOf(ConsumerRecord<String, byte[]> record) {
        Subscription<?> subscription = subscriptionOf(record.topic());
        return nameOf(subscription, record);
    }

    private <E> Optional<String> nameOf(Subscription<E> subscription, ConsumerRecord<String, byte[]> record) {
        return switch (codec.decode(subscription.topic(), record)) {
            case DecodedRecord.Known<E>(var _, E event) ->
                Optional.of(subscription.topic().typeOf(event));
            case DecodedRecord.UnknownType<E>(var _, String type) -> Optional.of(type);
            case DecodedRecord.Malformed<E> _ -> Optional.empty();
        };
    }

    boolean knows(String topic, String type) {
        return subscriptionOf(topic).topic().types().containsKey(type);
    }

    /**
     * @param records that were applied or skipped
     * @param isAll whether the shadow has all that may be read now
     * @param keys of the records
     */
    record Step(int records, boolean isAll, Set<UUID> keys) {}

    private record Applied(long skipped, long withheld) {

        static final Applied NOTHING = new Applied(0, 0);

        Applied with(Applied other) {
            return new Applied(skipped + other.skipped, withheld + other.withheld);
        }
    }

    private record Decoded<E>(
            Subscription<E> subscription,
            ConsumerRecord<String, byte[]> record,
            @Nullable UUID id,
            @Nullable E event,
            @Nullable RuntimeException malformed) {}
}
