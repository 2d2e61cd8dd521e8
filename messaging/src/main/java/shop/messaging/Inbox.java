package shop.messaging;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import shop.eventcodec.DecodedRecord;
import shop.eventcodec.EventCodec;
import shop.eventcodec.EventHeaders;
import shop.eventcodec.Topic;

/**
 * Lets each received event take effect once, however often and in whatever batches it is delivered (the idempotent
 * consumer).
 *
 * <p>One batch is one transaction: the ids are remembered, events seen before are dropped, the handler decides and
 * writes, all of it commits together. Kafka's offsets are committed afterwards; a crash in between leads to a second
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
            select distinct event_id, ? from unnest(?::uuid[]) as event_id
            order by event_id
            on conflict do nothing
            returning event_id
            """;

    private final DSLContext database;
    private final TransactionTemplate transaction;
    private final EventCodec codec;
    private final DeadLetters deadLetters;
    private final InboxMetrics metrics;

    Inbox(
            DSLContext database,
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
     * @param consumer the name under which ids are remembered: one per handler, never changed
     * @throws RuntimeException if infrastructure is broken; what was not committed has no effect
     */
    public <E> void receive(
            String consumer, Topic<E> topic, List<ConsumerRecord<String, byte[]>> batch, EventHandler<E> handler) {
        var received = new ArrayList<Received<E>>(batch.size());
        for (ConsumerRecord<String, byte[]> record : batch) {
            Received<E> event = read(consumer, topic, record);
            if (event != null) {
                received.add(event);
            }
        }
        process(consumer, received, handler);
    }

    private <E> @Nullable Received<E> read(String consumer, Topic<E> topic, ConsumerRecord<String, byte[]> record) {
        return switch (codec.decode(topic, record)) {
            case DecodedRecord.Known<E>(UUID id, E event) -> new Received<>(record, new Event<>(id, event));
            case DecodedRecord.UnknownType<E> _ -> {
                metrics.unknownType(consumer);
                yield null;
            }
            case DecodedRecord.Malformed<E> malformed -> {
                storeDeadLetter(consumer, record, malformed.id(), malformed.reason());
                yield null;
            }
        };
    }

    private <E> void process(String consumer, List<Received<E>> received, EventHandler<E> handler) {
        if (received.isEmpty()) {
            return;
        }
        try {
            int fresh = handleInTransaction(consumer, received, handler);
            metrics.handled(
                    consumer,
                    fresh,
                    received.size() - fresh,
                    received.getFirst().event().id());
        } catch (RuntimeException | Error e) {
            if (TransientFailure.is(e)) {
                // An Error would end the listener's thread.
                throw e instanceof RuntimeException broken ? broken : new IllegalStateException("The JVM is broken", e);
            }
            if (received.size() == 1) {
                storeDeadLetter(
                        consumer,
                        received.getFirst().record(),
                        received.getFirst().event().id(),
                        e);
            } else {
                int middle = received.size() / 2;
                process(consumer, received.subList(0, middle), handler);
                process(consumer, received.subList(middle, received.size()), handler);
            }
        }
    }

    /** @return how many of the events had not been seen before */
    private <E> int handleInTransaction(String consumer, List<Received<E>> received, EventHandler<E> handler) {
        Integer fresh = transaction.execute(_ -> {
            List<Event<E>> unseen = unseen(consumer, received);
            if (!unseen.isEmpty()) {
                TraceContext.whileHandling(traceparents(received), () -> handler.handle(unseen));
            }
            return unseen.size();
        });
        return fresh == null ? 0 : fresh;
    }

    private <E> List<Event<E>> unseen(String consumer, List<Received<E>> received) {
        UUID[] ids = received.stream().map(one -> one.event().id()).toArray(UUID[]::new);
        Set<UUID> remembered = database.resultQuery(REMEMBER, consumer, ids).fetch(0, UUID.class).stream()
                .collect(Collectors.toSet());
        // remove() also drops the second of two deliveries in the same batch.
        return received.stream()
                .map(Received::event)
                .filter(event -> remembered.remove(event.id()))
                .toList();
    }

    private void storeDeadLetter(
            String consumer, ConsumerRecord<String, byte[]> record, @Nullable UUID id, Throwable reason) {
        if (deadLetters.store(consumer, record, id, reason)) {
            metrics.deadLetter(consumer);
        }
    }

    private static <E> Map<String, String> traceparents(List<Received<E>> received) {
        var traceparents = new HashMap<String, String>();
        for (Received<E> one : received) {
            String traceparent = EventHeaders.traceparent(one.record().headers());
            if (traceparent != null && one.record().key() != null) {
                traceparents.put(one.record().key(), traceparent);
            }
        }
        return traceparents;
    }

    private record Received<E>(ConsumerRecord<String, byte[]> record, Event<E> event) {}
}
