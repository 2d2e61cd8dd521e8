package shop.messaging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
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

/**
 * Lets each received event take effect once, however often and in whatever batches it is delivered (the idempotent
 * consumer).
 *
 * <p>One batch, of all topics that the consumer reads, is one transaction: the ids are remembered, events seen before are
 * dropped, the handler decides and writes, all of it commits together. Kafka's offsets are committed afterwards; a crash in between leads to a second
 * delivery that changes nothing. How far each consumer has come in each partition is written in the same transaction; a batch
 * that does not follow the one before it is noticed ({@link ConsumerBreaks}).
 *
 * <p>If the handler fails for another reason than broken infrastructure, the batch is split in halves until the failing
 * record is alone. That record becomes a dead letter, and the others take effect. The id of a dead letter is not
 * remembered, so that it can still be handled later. If infrastructure is broken (see {@link TransientFailure}), the failure
 * is thrown, and the caller tries the whole batch again. Safe for use by several threads.
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
            """;

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final EventCodec codec;
    private final DeadLetters deadLetters;
    private final InboxMetrics metrics;
    private final ConsumerBreaks breaks;

    Inbox(
            JdbcClient database,
            TransactionTemplate transaction,
            EventCodec codec,
            DeadLetters deadLetters,
            InboxMetrics metrics,
            ConsumerBreaks breaks) {
        this.database = database;
        this.transaction = transaction;
        this.codec = codec;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
        this.breaks = breaks;
    }

    /**
     * Handles one poll batch.
     *
     * @param subscriptions one for each topic in the batch; if a batch is split, events of earlier subscriptions come first
     * @throws RuntimeException if infrastructure is broken; what was not committed has no effect
     * @throws IllegalArgumentException if the batch holds a record of a topic without subscription; nothing has an effect
     */
    public void receive(
            List<ConsumerRecord<String, byte[]>> batch, EventHandler handler, Subscription<?>... subscriptions) {
        Set<String> topics = Arrays.stream(subscriptions)
                .map(subscription -> subscription.topic().name())
                .collect(Collectors.toSet());
        for (ConsumerRecord<String, byte[]> record : batch) {
            if (!topics.contains(record.topic())) {
                throw new IllegalArgumentException("Nobody subscribed to " + record.topic() + ", only to " + topics);
            }
        }
        var received = new ArrayList<Received<?>>(batch.size());
        for (Subscription<?> subscription : subscriptions) {
            for (ConsumerRecord<String, byte[]> record : batch) {
                if (record.topic().equals(subscription.topic().name())) {
                    received.add(read(subscription, record));
                }
            }
        }
        process(received, handler);
    }

    private <E> Received<E> read(Subscription<E> subscription, ConsumerRecord<String, byte[]> record) {
        return switch (codec.decode(subscription.topic(), record)) {
            case DecodedRecord.Known<E>(UUID id, E event) ->
                new Received<>(subscription, record, new Event<>(id, event));
            case DecodedRecord.UnknownType<E> _ -> {
                metrics.unknownType(subscription.consumer());
                yield new Received<>(subscription, record, null);
            }
            case DecodedRecord.Malformed<E> malformed -> {
                storeDeadLetter(subscription.consumer(), record, malformed.id(), malformed.reason());
                yield new Received<>(subscription, record, null);
            }
        };
    }

    private void process(List<Received<?>> received, EventHandler handler) {
        if (received.isEmpty()) {
            return;
        }
        Handled handled;
        try {
            handled = Objects.requireNonNull(transaction.execute(_ -> handle(received, handler)));
        } catch (RuntimeException | Error e) {
            if (TransientFailure.is(e)) {
                // An Error would end the listener's thread.
                throw e instanceof RuntimeException broken ? broken : new IllegalStateException("The JVM is broken", e);
            }
            if (received.size() == 1) {
                bury(received.getFirst(), e);
            } else {
                int middle = received.size() / 2;
                process(received.subList(0, middle), handler);
                process(received.subList(middle, received.size()), handler);
            }
            return;
        }
        report(received, handled);
    }

    private Handled handle(List<Received<?>> received, EventHandler handler) {
        Handled handled = remember(received);
        if (!handled.unseen().isEmpty()) {
            TraceContext.whileHandling(traceparents(received), () -> handler.handle(handled.unseen()));
        }
        return handled;
    }

    private void bury(Received<?> poison, Throwable reason) {
        transaction.executeWithoutResult(_ -> {
            storeDeadLetter(poison.consumer(), poison.record(), poison.id(), reason);
            remember(List.of(poison.withoutEvent()));
        });
    }

    /** Remembers the ids and how far the consumer has come, in one statement. */
    private Handled remember(List<Received<?>> received) {
        List<Received<?>> events =
                received.stream().filter(one -> one.event() != null).toList();
        Map<ProgressKey, Span> spans = spans(received);
        var remembered = new HashSet<Remembered>();
        var before = new HashMap<ProgressKey, Long>();
        database.sql(REMEMBER)
                .param(array("uuid", events, Received::id))
                .param(array("text", events, Received::consumer))
                .param(array("text", spans.keySet(), ProgressKey::consumer))
                .param(array("text", spans.keySet(), ProgressKey::topic))
                .param(array("int4", spans.keySet(), ProgressKey::partition))
                .param(array("int8", spans.values(), Span::next))
                .query(row -> {
                    UUID id = row.getObject("event_id", UUID.class);
                    String consumer = row.getString("consumer");
                    if (id != null) {
                        remembered.add(new Remembered(id, consumer));
                    } else if (row.getObject("before", Long.class) instanceof Long offset) {
                        before.put(new ProgressKey(consumer, row.getString("topic"), row.getInt("partition")), offset);
                    }
                });
        var unseen = new EventBatch();
        for (Received<?> one : events) {
            UUID id = one.id();
            // remove() also drops the second of two deliveries in the same batch.
            if (id != null && remembered.remove(new Remembered(id, one.consumer()))) {
                one.addTo(unseen);
            }
        }
        return new Handled(unseen, noticeGaps(spans, before));
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

    private void report(List<Received<?>> received, Handled handled) {
        Map<Subscription<?>, List<Received<?>>> bySubscription = new LinkedHashMap<>();
        for (Received<?> one : received) {
            if (one.event() != null) {
                bySubscription
                        .computeIfAbsent(one.subscription(), _ -> new ArrayList<>())
                        .add(one);
            }
        }
        bySubscription.forEach((subscription, all) -> {
            int fresh = handled.unseen().of(subscription).size();
            metrics.handled(
                    subscription.consumer(),
                    fresh,
                    all.size() - fresh,
                    Objects.requireNonNull(all.getFirst().id()));
        });
        if (handled.hasGaps()) {
            breaks.refresh();
        }
    }

    private void storeDeadLetter(
            String consumer, ConsumerRecord<String, byte[]> record, @Nullable UUID id, Throwable reason) {
        if (deadLetters.store(consumer, record, id, reason)) {
            metrics.deadLetter(consumer);
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

    /** @param event {@code null} if there is nothing to handle: a type that is skipped, or a dead letter */
    private record Received<E>(
            Subscription<E> subscription,
            ConsumerRecord<String, byte[]> record,
            @Nullable Event<E> event) {

        @Nullable UUID id() {
            return event == null ? null : event.id();
        }

        String consumer() {
            return subscription.consumer();
        }

        void addTo(EventBatch batch) {
            batch.add(subscription, Objects.requireNonNull(event));
        }

        Received<E> withoutEvent() {
            return new Received<>(subscription, record, null);
        }
    }

    /** @param unseen the events that had not been handled before */
    private record Handled(EventBatch unseen, boolean hasGaps) {}

    /** Offsets of one partition in a batch, from {@code first} to before {@code next}. */
    private record Span(long first, long next) {

        Span with(Span other) {
            return new Span(Math.min(first, other.first), Math.max(next, other.next));
        }
    }

    private record Remembered(UUID eventId, String consumer) {}
}
