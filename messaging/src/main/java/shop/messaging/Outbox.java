package shop.messaging;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import shop.eventcodec.EventCodec;
import shop.eventcodec.Topic;

/**
 * Where a service writes the events it wants published: a table in its own database.
 *
 * <p>An event appended in a transaction is published at least once if the transaction commits, and never if it does not.
 * Events of one aggregate are published in the order in which their transactions committed, and within a transaction in
 * the order of appending. Safe for use by several threads.
 */
public class Outbox {

    /** In bytes; Kafka takes a mebibyte with key, headers and framing. */
    private static final int LARGEST_PAYLOAD = 1_000_000;

    private static final String APPEND = """
            insert into outbox (aggregatetype, aggregateid, type, payload, traceparent)
            select ?, event.aggregateid, event.type, event.payload::json, event.traceparent
            from unnest(?::text[], ?::text[], ?::text[], ?::text[])
                with ordinality as event (aggregateid, type, payload, traceparent, position)
            order by event.position
            """;

    private static final String REPLACE = "select replace_in_outbox(?, ?::text[], ?, ?::json)";

    private final JdbcClient database;
    private final EventCodec codec;
    private final TraceContext traceContext;

    Outbox(JdbcClient database, EventCodec codec, TraceContext traceContext) {
        this.database = database;
        this.codec = codec;
        this.traceContext = traceContext;
    }

    /** Appends one event; see {@link #append(Topic, List)}. */
    @Transactional(propagation = Propagation.MANDATORY)
    public <E> void append(Topic<E> topic, E event) {
        append(topic, List.of(event));
    }

    /**
     * Appends events in one statement. While a projection is {@linkplain Replaying built again} they are counted instead.
     *
     * @throws org.springframework.transaction.IllegalTransactionStateException if no transaction is running
     * @throws IllegalArgumentException if an event is larger than a million bytes, or not one of the topic's
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public <E> void append(Topic<E> topic, List<? extends E> events) {
        if (events.isEmpty() || Replaying.withholds(events.size())) {
            return;
        }
        String[] aggregateIds = new String[events.size()];
        String[] types = new String[events.size()];
        String[] payloads = new String[events.size()];
        @Nullable String[] traceparents = new @Nullable String[events.size()];
        for (int i = 0; i < events.size(); i++) {
            E event = events.get(i);
            aggregateIds[i] = topic.aggregateId().apply(event).toString();
            types[i] = topic.typeOf(event);
            payloads[i] = publishable(types[i], codec.encode(event));
            traceparents[i] = traceContext.traceparentFor(aggregateIds[i]);
        }
        database.sql(APPEND)
                .param(topic.aggregateType())
                .param(texts(aggregateIds))
                .param(texts(types))
                .param(texts(payloads))
                .param(texts(traceparents))
                .update();
    }

    /**
     * Replaces a field in the events of these aggregates that the table still holds. What was published stays as it is on the
     * topic; what is published from now on, such as after a lost slot, has the replacement, under the same id. The database refuses
     * what no migration of the service has declared in {@code outbox_erasures}.
     *
     * @param field at the top of the event
     * @return how many events that were; those that have the replacement already do not count
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public int replace(Topic<?> topic, Collection<UUID> aggregateIds, String field, Object replacement) {
        return database.sql(REPLACE)
                .param(topic.aggregateType())
                .param(texts(aggregateIds.stream().map(UUID::toString).toArray(String[]::new)))
                .param(field)
                .param(codec.encode(replacement))
                .query(Integer.class)
                .single();
    }

    private static SqlArrayValue texts(@Nullable String[] values) {
        return new SqlArrayValue("text", (Object[]) values);
    }

    /** An event that Kafka refuses would block all later ones, so its own transaction fails instead. */
    private static String publishable(String type, String payload) {
        int length = payload.getBytes(StandardCharsets.UTF_8).length;
        if (length > LARGEST_PAYLOAD) {
            throw new IllegalArgumentException(
                    type + " has " + length + " bytes; more than " + LARGEST_PAYLOAD + " cannot be published");
        }
        return payload;
    }
}
