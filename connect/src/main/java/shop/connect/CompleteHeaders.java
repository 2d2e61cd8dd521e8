package shop.connect;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Gives an event the headers that the transformations of Kafka and Debezium cannot: {@code ce_time}, which is the time in the
 * event's id, and no header without a value, which is how an empty column arrives here.
 *
 * <p>A record without a {@code ce_id}, such as a heartbeat, stays as it is. No state; safe for several tasks.
 */
public final class CompleteHeaders implements Transformation<SourceRecord> {

    private static final String ID = "ce_id";
    private static final String TIME = "ce_time";

    /** @throws IllegalArgumentException if {@code ce_id} is no UUID: the task fails, and the event waits */
    @Override
    public SourceRecord apply(SourceRecord record) {
        Header id = record.headers().lastWithName(ID);
        if (id == null || id.value() == null) {
            return record;
        }
        var headers = new ConnectHeaders();
        record.headers().forEach(header -> {
            if (header.value() != null) {
                headers.add(header);
            }
        });
        UUID uuid = UUID.fromString(id.value().toString());
        if (uuid.version() == 7) {
            // RFC 9562: the first 48 bits are the Unix time in milliseconds.
            headers.addString(
                    TIME,
                    Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16).toString());
        }
        return record.newRecord(
                record.topic(),
                record.kafkaPartition(),
                record.keySchema(),
                record.key(),
                record.valueSchema(),
                record.value(),
                record.timestamp(),
                headers);
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public void configure(Map<String, ?> settings) {}

    @Override
    public void close() {}
}
