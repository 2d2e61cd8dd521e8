package shop.messaging.relay;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import shop.eventcodec.EventHeaders;
import shop.eventcodec.Topic;

/**
 * One row of the outbox, and the Kafka record it becomes: CloudEvents 1.0 in binary mode.
 *
 * @param id the CloudEvents id; a UUIDv7, whose time is the CloudEvents time
 * @param aggregateType the topic without its suffix
 * @param aggregateId the key
 */
record OutboxRecord(
        UUID id,
        String aggregateType,
        String aggregateId,
        String type,
        String payload,
        @Nullable String traceparent) {

    static final String COLUMNS = "id, aggregatetype, aggregateid, type, payload, traceparent";

    private static final String INSERT = "c";

    /**
     * @return null if the record is no inserted row, but e.g. a heartbeat, or if it lacks columns because the publication left
     *     them out when the row was written; {@link OutboxProof} finds such a row in the table
     */
    static @Nullable OutboxRecord from(SourceRecord record) {
        if (!(record.value() instanceof Struct change)
                || change.schema().field("op") == null
                || !INSERT.equals(change.getString("op"))) {
            return null;
        }
        Struct row = change.getStruct("after");
        try {
            return new OutboxRecord(
                    UUID.fromString(row.getString("id")),
                    row.getString("aggregatetype"),
                    row.getString("aggregateid"),
                    row.getString("type"),
                    row.getString("payload"),
                    row.getString("traceparent"));
        } catch (DataException _) {
            return null;
        }
    }

    static OutboxRecord from(ResultSet row) throws SQLException {
        return new OutboxRecord(
                row.getObject("id", UUID.class),
                row.getString("aggregatetype"),
                row.getString("aggregateid"),
                row.getString("type"),
                row.getString("payload"),
                row.getString("traceparent"));
    }

    ProducerRecord<String, byte[]> toKafka() {
        var record = new ProducerRecord<>(
                Topic.nameOf(aggregateType), aggregateId, payload.getBytes(StandardCharsets.UTF_8));
        Headers headers = record.headers();
        add(headers, EventHeaders.SPEC_VERSION, "1.0");
        add(headers, EventHeaders.ID, id.toString());
        add(headers, EventHeaders.SOURCE, "/" + aggregateType);
        add(headers, EventHeaders.TYPE, type);
        add(headers, EventHeaders.SUBJECT, aggregateId);
        add(headers, EventHeaders.CONTENT_TYPE, "application/json");
        Instant time = EventHeaders.timeOf(id);
        if (time != null) {
            add(headers, EventHeaders.TIME, time.toString());
        }
        if (traceparent != null) {
            add(headers, EventHeaders.TRACEPARENT, traceparent);
        }
        return record;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** @return empty if the outbox is empty */
    static Optional<String> topicOfTheNewest(RelayDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet newest =
                        statement.executeQuery("select aggregatetype from outbox order by id desc limit 1")) {
            return newest.next() ? Optional.of(Topic.nameOf(newest.getString(1))) : Optional.empty();
        }
    }
}
