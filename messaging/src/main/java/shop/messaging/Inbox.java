package shop.messaging;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.transaction.support.TransactionTemplate;
import shop.eventcodec.DecodedRecord;
import shop.eventcodec.EventCodec;
import shop.eventcodec.EventHeaders;
import shop.eventcodec.MalformedEventException;
import shop.messaging.letters.DeadLetters;
import shop.messaging.letters.KeyOfConsumer;
import shop.messaging.letters.PersonalField;

/**
 * Lets each received event take effect once, however often and in whatever batches it is delivered (the idempotent
 * consumer). A listener hands its batches to a {@link Receiver}, which is made here.
 *
 * <p>One batch, of all topics that the consumer reads, is one transaction: the ids are remembered, events seen before are
 * dropped, the handler decides and writes, all of it commits together. Kafka's offsets are committed afterwards; a crash in between leads to a second
 * delivery that changes nothing. How far each consumer has come in each partition is written in the same transaction; a batch
 * that does not follow the one before it is noticed ({@link ConsumerBreaks}).
 *
 * <p>If the handler fails for another reason than broken infrastructure, the batch is split in halves until the failing
 * record is alone. That record becomes a dead letter, and the others take effect. A record that cannot be decoded fails in its
 * place, when everything before it has taken effect. Later events of a dead letter's key wait behind it, in order, until it is
 * redriven or discarded ({@link DeadLetters}). The id of a letter is not remembered, so that it can still be handled. When too many
 * become letters in a row, the cause is the release and not the records: nothing more is buried ({@link EpidemicBrake}). If
 * infrastructure is broken (see {@link TransientFailure}), the failure is thrown, and the caller tries the whole batch again. Safe
 * for use by several threads.
 */
public class Inbox {

    /** One statement for both, because a round trip costs more than either. */
    private static final String REMEMBER = """
            with remembered as (
                insert into inbox (event_id, consumer)
                select distinct event_id, consumer from unnest(?::uuid[], ?::text[]) as received (event_id, consumer)
                order by event_id, consumer
                on conflict do nothing
                returning event_id, consumer
            ), progress as (
                insert into consumer_progress as done (consumer, topic, partition, next_offset)
                select * from unnest(?::text[], ?::text[], ?::int[], ?::bigint[])
                order by 1, 2, 3
                on conflict (consumer, topic, partition)
                do update set next_offset = greatest(done.next_offset, excluded.next_offset)
                returning consumer, topic, partition, old.next_offset as before
            )
            select consumer, event_id, null as topic, null as partition, null as before from remembered
            union all
            select consumer, null, topic, partition, before from progress
            union all
            select null, null, null, null, null where exists (select from waiting_keys where consumer = any(?::text[]))
            """;

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final EventCodec codec;
    private final DeadLetters deadLetters;
    private final EpidemicBrake brake;
    private final InboxMetrics metrics;
    private final ConsumerBreaks breaks;
    private final Map<String, Receiver> receivers = new ConcurrentHashMap<>();

    /** Whether the last batch saw waiting keys. Only saves a roll-back when it is right. */
    private volatile boolean keysWait;

    Inbox(
            JdbcClient database,
            TransactionTemplate transaction,
            EventCodec codec,
            DeadLetters deadLetters,
            EpidemicBrake brake,
            InboxMetrics metrics,
            ConsumerBreaks breaks) {
        this.database = database;
        this.transaction = transaction;
        this.codec = codec;
        this.deadLetters = deadLetters;
        this.brake = brake;
        this.metrics = metrics;
        this.breaks = breaks;
    }

    /**
     * Makes the way in for one listener.
     *
     * @param subscriptions one for each topic; if a batch is split, events of earlier subscriptions come first
     * @throws IllegalStateException if a consumer has a receiver already
     */
    public Receiver receiver(EventHandler handler, Subscription<?>... subscriptions) {
        var receiver = new Receiver(this, handler, List.of(subscriptions));
        for (Subscription<?> subscription : subscriptions) {
            if (receivers.putIfAbsent(subscription.consumer(), receiver) != null) {
                throw new IllegalStateException(subscription.consumer() + " has a receiver already");
            }
        }
        return receiver;
    }

    /** @return {@code null} if no listener of this release has the name */
    public @Nullable Receiver receiverOf(String consumer) {
        return receivers.get(consumer);
    }

    void receive(List<ConsumerRecord<String, byte[]>> batch, Receiver receiver) {
        Set<String> topics = receiver.subscriptions().stream()
                .map(subscription -> subscription.topic().name())
                .collect(Collectors.toSet());
        for (ConsumerRecord<String, byte[]> record : batch) {
            if (!topics.contains(record.topic())) {
                throw new IllegalArgumentException("Nobody subscribed to " + record.topic() + ", only to " + topics);
            }
        }
        var received = new ArrayList<Received<?>>(batch.size());
        for (Subscription<?> subscription : receiver.subscriptions()) {
            for (ConsumerRecord<String, byte[]> record : batch) {
                if (record.topic().equals(subscription.topic().name())) {
                    Received<?> one = read(subscription, record);
                    if (one.isUnknown()) {
                        metrics.unknownType(subscription.consumer());
                    }
                    received.add(one);
                }
            }
        }
        process(received, receiver.handler());
    }

    /** As {@link Receiver#redrive}. */
    Redriven redrive(Subscription<?> subscription, ConsumerRecord<String, byte[]> record, EventHandler handler) {
        Received<?> one = read(subscription, record);
        if (one.malformed() != null) {
            throw one.malformed();
        }
        if (one.event() == null) {
            return Redriven.SKIPPED;
        }
        EventBatch unseen = remember(List.of(one), Map.of()).unseen();
        if (unseen.isEmpty()) {
            return Redriven.DUPLICATE;
        }
        TraceContext.whileHandling(traceparents(List.of(one)), () -> handler.handle(unseen));
        brake.tookEffect(one.consumer());
        return Redriven.HANDLED;
    }

    /** @throws MalformedEventException if it is not an event of the record's key, or of a type that is not known */
    <E> void check(Subscription<E> subscription, ConsumerRecord<String, byte[]> record) {
        E event = decode(subscription, record).body();
        String key = subscription.topic().aggregateId().apply(event).toString();
        if (record.key() != null && !key.equals(record.key())) {
            throw new MalformedEventException("The event belongs to " + key + ", the record to " + record.key());
        }
    }

    /** @throws MalformedEventException if it is not an event, or of a type that is not known */
    <E> Event<E> decode(Subscription<E> subscription, ConsumerRecord<String, byte[]> record) {
        return switch (codec.decode(subscription.topic(), record)) {
            case DecodedRecord.Known<E>(UUID id, E event) -> new Event<>(id, event);
            case DecodedRecord.UnknownType<E>(var _, String type) ->
                throw new MalformedEventException(type + " is not a type of this topic");
            case DecodedRecord.Malformed<E> malformed -> throw malformed.reason();
        };
    }

    /** As {@link Receiver#answered}, of all receivers. */
    public Set<String> answered() {
        return receivers.values().stream()
                .flatMap(receiver -> receiver.answered().stream())
                .collect(Collectors.toSet());
    }

    /** As {@link Receiver#personalFields}, of all receivers. */
    public List<PersonalField> personalFields() {
        return receivers.values().stream()
                .distinct()
                .flatMap(receiver -> receiver.personalFields().stream())
                .toList();
    }

    /** What became of an event that was given to its handler again. */
    public enum Redriven {
        HANDLED,
        /** It had taken effect already. */
        DUPLICATE,
        /** This release does not know its type. */
        SKIPPED
    }

    private <E> Received<E> read(Subscription<E> subscription, ConsumerRecord<String, byte[]> record) {
        return switch (codec.decode(subscription.topic(), record)) {
            case DecodedRecord.Known<E>(UUID id, E event) ->
                new Received<>(subscription, record, id, new Event<>(id, event), null);
            case DecodedRecord.UnknownType<E>(UUID id, var _) -> new Received<>(subscription, record, id, null, null);
            case DecodedRecord.Malformed<E>(UUID id, MalformedEventException reason) ->
                new Received<>(subscription, record, id, null, reason);
        };
    }

    private void process(List<Received<?>> received, EventHandler handler) {
        for (int i = 0; i < received.size(); i++) {
            MalformedEventException malformed = received.get(i).malformed();
            if (malformed != null) {
                // In its place: what came before it takes effect first, what comes after it waits if it has the same
                // key.
                processReadable(received.subList(0, i), handler);
                bury(received.get(i), malformed);
                process(received.subList(i + 1, received.size()), handler);
                return;
            }
        }
        processReadable(received, handler);
    }

    private void processReadable(List<Received<?>> received, EventHandler handler) {
        if (received.isEmpty()) {
            return;
        }
        Handled handled;
        try {
            handled = handle(received, handler);
        } catch (RuntimeException | Error e) {
            if (TransientFailure.is(e)) {
                // An Error would end the listener's thread.
                throw e instanceof RuntimeException broken ? broken : new IllegalStateException("The JVM is broken", e);
            }
            if (received.size() == 1) {
                bury(received.getFirst(), e);
            } else {
                int middle = received.size() / 2;
                processReadable(received.subList(0, middle), handler);
                processReadable(received.subList(middle, received.size()), handler);
            }
            return;
        }
        report(handled);
    }

    /** Nearly always no key waits, and then nobody pays a statement to learn it. */
    private Handled handle(List<Received<?>> received, EventHandler handler) {
        boolean careful = keysWait;
        Optional<Handled> handled = Objects.requireNonNull(transaction.execute(status -> {
            Parked parked = careful ? park(received) : new Parked(received, List.of());
            Remembered remembered = remember(parked.others(), spans(received));
            keysWait = remembered.keysWait();
            if (remembered.keysWait() && !careful) {
                status.setRollbackOnly();
                return Optional.<Handled>empty();
            }
            if (!remembered.unseen().isEmpty()) {
                TraceContext.whileHandling(traceparents(received), () -> handler.handle(remembered.unseen()));
            }
            return Optional.of(new Handled(parked, remembered.unseen(), remembered.hasGaps()));
        }));
        return handled.orElseGet(() -> handle(received, handler));
    }

    /** Stores the events of keys that wait, and keeps these keys locked. */
    private Parked park(List<Received<?>> received) {
        Set<KeyOfConsumer> waiting = deadLetters.lock(received.stream()
                .map(Received::key)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(LinkedHashSet::new)));
        if (waiting.isEmpty()) {
            return new Parked(received, List.of());
        }
        var others = new ArrayList<Received<?>>(received.size());
        var consumers = new ArrayList<String>();
        for (Received<?> one : received) {
            if (one.event() == null || !waiting.contains(one.key())) {
                others.add(one);
            } else if (deadLetters.park(toStore(one))) {
                consumers.add(one.consumer());
            }
        }
        return new Parked(others, consumers);
    }

    private DeadLetters.Stored toStore(Received<?> one) {
        Receiver receiver = receiverOf(one.consumer());
        return new DeadLetters.Stored(
                one.consumer(),
                one.record(),
                one.id(),
                receiver == null
                        ? List.of()
                        : receiver.personalFields(
                                one.consumer(), EventHeaders.type(one.record().headers())));
    }

    private void bury(Received<?> poison, Throwable reason) {
        boolean mayBeOurFault =
                !(reason instanceof MalformedEventException malformed && malformed.isUnreadableForAnybody());
        if (mayBeOurFault) {
            brake.beforeBurying(poison.consumer());
        }
        var hasGaps = new AtomicBoolean();
        boolean isNew = Boolean.TRUE.equals(transaction.execute(_ -> {
            boolean stored = deadLetters.bury(toStore(poison), reason);
            hasGaps.set(remember(List.of(), spans(List.of(poison))).hasGaps());
            return stored;
        }));
        if (hasGaps.get()) {
            breaks.refresh();
        }
        if (isNew) {
            keysWait = true;
            if (mayBeOurFault) {
                brake.buried(poison.consumer());
            }
            metrics.deadLetter(poison.consumer());
        }
    }

    /** Remembers the ids and how far the consumer has come, in one statement. */
    private Remembered remember(List<Received<?>> received, Map<ProgressKey, Span> spans) {
        List<Received<?>> events =
                received.stream().filter(one -> one.event() != null).toList();
        var ids = new HashSet<IdAtConsumer>();
        var before = new HashMap<ProgressKey, Long>();
        var waits = new AtomicBoolean();
        database.sql(REMEMBER)
                .param(array("uuid", events, Received::id))
                .param(array("text", events, Received::consumer))
                .param(array("text", spans.keySet(), ProgressKey::consumer))
                .param(array("text", spans.keySet(), ProgressKey::topic))
                .param(array("int4", spans.keySet(), ProgressKey::partition))
                .param(array("int8", spans.values(), Span::next))
                .param(array("text", receivers.keySet(), consumer -> consumer))
                .query(row -> {
                    UUID id = row.getObject("event_id", UUID.class);
                    String consumer = row.getString("consumer");
                    if (consumer == null) {
                        waits.set(true);
                    } else if (id != null) {
                        ids.add(new IdAtConsumer(id, consumer));
                    } else if (row.getObject("before", Long.class) instanceof Long offset) {
                        before.put(new ProgressKey(consumer, row.getString("topic"), row.getInt("partition")), offset);
                    }
                });
        var unseen = new EventBatch();
        for (Received<?> one : events) {
            UUID id = one.id();
            // remove() also drops the second of two deliveries in the same batch.
            if (id != null && ids.remove(new IdAtConsumer(id, one.consumer()))) {
                one.addTo(unseen);
            }
        }
        return new Remembered(unseen, waits.get(), noticeGaps(spans, before));
    }

    /** The producers of these topics use no transactions, so offsets follow each other without holes. */
    private boolean noticeGaps(Map<ProgressKey, Span> spans, Map<ProgressKey, Long> before) {
        boolean any = false;
        for (var entry : spans.entrySet()) {
            Long expected = before.get(entry.getKey());
            long first = entry.getValue().first();
            if (expected != null && first > expected) {
                breaks.notice(entry.getKey(), ConsumerBreaks.Kind.GAP, expected, first);
                any = true;
            }
        }
        return any;
    }

    private static Map<ProgressKey, Span> spans(List<Received<?>> received) {
        var spans = new LinkedHashMap<ProgressKey, Span>();
        for (Received<?> one : received) {
            ConsumerRecord<?, ?> record = one.record();
            spans.merge(
                    new ProgressKey(one.consumer(), record.topic(), record.partition()),
                    new Span(record.offset(), record.offset() + 1),
                    Span::with);
        }
        return spans;
    }

    private static <T> SqlArrayValue array(
            String type, Collection<? extends T> of, Function<T, @Nullable Object> value) {
        return new SqlArrayValue(type, of.stream().map(value).toArray());
    }

    private void report(Handled handled) {
        Map<Subscription<?>, List<Received<?>>> bySubscription = new LinkedHashMap<>();
        for (Received<?> one : handled.parked().others()) {
            if (one.event() != null) {
                bySubscription
                        .computeIfAbsent(one.subscription(), _ -> new ArrayList<>())
                        .add(one);
            }
        }
        bySubscription.forEach((subscription, all) -> {
            int fresh = handled.unseen().of(subscription).size();
            if (fresh > 0) {
                brake.tookEffect(subscription.consumer());
            }
            metrics.handled(
                    subscription.consumer(),
                    fresh,
                    all.size() - fresh,
                    Objects.requireNonNull(all.getFirst().id()));
        });
        handled.parked().consumers().forEach(metrics::parked);
        if (handled.hasGaps()) {
            breaks.refresh();
        }
    }

    private static Map<String, String> traceparents(List<Received<?>> received) {
        var traceparents = new HashMap<String, String>();
        for (Received<?> one : received) {
            String traceparent = EventHeaders.traceparent(one.record().headers());
            if (traceparent != null && one.record().key() != null) {
                traceparents.put(one.record().key(), traceparent);
            }
        }
        return traceparents;
    }

    /**
     * @param id {@code null} if the record has none that can be read
     * @param event {@code null} if there is nothing to handle: a type that is skipped, or a record that cannot be decoded
     * @param malformed why it cannot be decoded
     */
    private record Received<E>(
            Subscription<E> subscription,
            ConsumerRecord<String, byte[]> record,
            @Nullable UUID id,
            @Nullable Event<E> event,
            @Nullable MalformedEventException malformed) {

        String consumer() {
            return subscription.consumer();
        }

        boolean isUnknown() {
            return event == null && malformed == null;
        }

        /** @return {@code null} if the record has none: it blocks only itself */
        @Nullable KeyOfConsumer key() {
            return record.key() == null ? null : new KeyOfConsumer(consumer(), record.key());
        }

        void addTo(EventBatch batch) {
            batch.add(subscription, Objects.requireNonNull(event));
        }
    }

    /**
     * @param others the records whose keys do not wait
     * @param consumers of the events that are stored now, one for each
     */
    private record Parked(List<Received<?>> others, List<String> consumers) {}

    /** @param unseen the events that had not been handled before */
    private record Remembered(EventBatch unseen, boolean keysWait, boolean hasGaps) {}

    private record Handled(Parked parked, EventBatch unseen, boolean hasGaps) {}

    /** Offsets of one partition in a batch, from {@code first} to before {@code next}. */
    private record Span(long first, long next) {

        Span with(Span other) {
            return new Span(Math.min(first, other.first), Math.max(next, other.next));
        }
    }

    private record IdAtConsumer(UUID eventId, String consumer) {}
}
