package shop.messaging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
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
 * delivery that changes nothing.
 *
 * <p>If the handler fails for another reason than broken infrastructure, the batch is split in halves until the failing
 * record is alone. That record becomes a dead letter, and the others take effect. The id of a dead letter is not
 * remembered, so that it can still be handled later. If infrastructure is broken (see {@link TransientFailure}), the failure
 * is thrown, and the caller tries the whole batch again. Safe for use by several threads.
 */
public class Inbox {

    private static final String REMEMBER = """
            insert into inbox (event_id, consumer)
            select distinct event_id, consumer from unnest(?::uuid[], ?::text[]) as received (event_id, consumer)
            order by event_id, consumer
            on conflict do nothing
            returning event_id, consumer
            """;

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final EventCodec codec;
    private final DeadLetters deadLetters;
    private final InboxMetrics metrics;

    Inbox(
            JdbcClient database,
            TransactionTemplate transaction,
            EventCodec codec,
            DeadLetters deadLetters,
            InboxMetrics metrics) {
        this.database = database;
        this.transaction = transaction;
        this.codec = codec;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
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
                    Received<?> event = read(subscription, record);
                    if (event != null) {
                        received.add(event);
                    }
                }
            }
        }
        process(received, handler);
    }

    private <E> @Nullable Received<E> read(Subscription<E> subscription, ConsumerRecord<String, byte[]> record) {
        return switch (codec.decode(subscription.topic(), record)) {
            case DecodedRecord.Known<E>(UUID id, E event) ->
                new Received<>(subscription, record, new Event<>(id, event));
            case DecodedRecord.UnknownType<E> _ -> {
                metrics.unknownType(subscription.consumer());
                yield null;
            }
            case DecodedRecord.Malformed<E> malformed -> {
                storeDeadLetter(subscription.consumer(), record, malformed.id(), malformed.reason());
                yield null;
            }
        };
    }

    private void process(List<Received<?>> received, EventHandler handler) {
        if (received.isEmpty()) {
            return;
        }
        try {
            EventBatch handled = transaction.execute(_ -> handle(received, handler));
            report(received, handled == null ? new EventBatch() : handled);
        } catch (RuntimeException | Error e) {
            if (TransientFailure.is(e)) {
                // An Error would end the listener's thread.
                throw e instanceof RuntimeException broken ? broken : new IllegalStateException("The JVM is broken", e);
            }
            if (received.size() == 1) {
                Received<?> poison = received.getFirst();
                storeDeadLetter(poison.consumer(), poison.record(), poison.id(), e);
            } else {
                int middle = received.size() / 2;
                process(received.subList(0, middle), handler);
                process(received.subList(middle, received.size()), handler);
            }
        }
    }

    /** @return the events that had not been seen before */
    private EventBatch handle(List<Received<?>> received, EventHandler handler) {
        EventBatch unseen = unseen(received);
        if (!unseen.isEmpty()) {
            TraceContext.whileHandling(traceparents(received), () -> handler.handle(unseen));
        }
        return unseen;
    }

    private EventBatch unseen(List<Received<?>> received) {
        UUID[] ids = received.stream().map(Received::id).toArray(UUID[]::new);
        String[] consumers = received.stream().map(Received::consumer).toArray(String[]::new);
        Set<Remembered> remembered = new HashSet<>(database.sql(REMEMBER)
                .param(new SqlArrayValue("uuid", (Object[]) ids))
                .param(new SqlArrayValue("text", (Object[]) consumers))
                .query((row, _) -> new Remembered(row.getObject(1, UUID.class), row.getString(2)))
                .list());
        var unseen = new EventBatch();
        for (Received<?> one : received) {
            // remove() also drops the second of two deliveries in the same batch.
            if (remembered.remove(new Remembered(one.id(), one.consumer()))) {
                one.addTo(unseen);
            }
        }
        return unseen;
    }

    private void report(List<Received<?>> received, EventBatch handled) {
        Map<Subscription<?>, List<Received<?>>> bySubscription = new LinkedHashMap<>();
        for (Received<?> one : received) {
            bySubscription
                    .computeIfAbsent(one.subscription(), _ -> new ArrayList<>())
                    .add(one);
        }
        bySubscription.forEach((subscription, all) -> {
            int fresh = handled.of(subscription).size();
            metrics.handled(
                    subscription.consumer(),
                    fresh,
                    all.size() - fresh,
                    all.getFirst().id());
        });
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

    private record Received<E>(Subscription<E> subscription, ConsumerRecord<String, byte[]> record, Event<E> event) {

        UUID id() {
            return event.id();
        }

        String consumer() {
            return subscription.consumer();
        }

        void addTo(EventBatch batch) {
            batch.add(subscription, event);
        }
    }

    private record Remembered(UUID eventId, String consumer) {}
}
