package shop.messaging.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class OutboxRecordTest {

    private static final String AGGREGATE = "6e8bc430-9c3a-11d9-9669-0800200c9a66";

    @Test
    void rowIsACloudEventInBinaryMode() {
        // 017F22E2-79B0-7CC3-98C4-DC0C0C07398F is the example of RFC 9562: 22 February 2022, 19:22:22 UTC.
        var row = new OutboxRecord(
                UUID.fromString("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"),
                "sample",
                AGGREGATE,
                "sample.noted.v1",
                "{\"text\":\"☃\"}",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        ProducerRecord<String, byte[]> record = row.toKafka();

        assertThat(record.topic()).isEqualTo("sample.events");
        assertThat(record.key()).isEqualTo(AGGREGATE);
        assertThat(new String(record.value(), StandardCharsets.UTF_8)).isEqualTo("{\"text\":\"☃\"}");
        assertThat(headers(record))
                .isEqualTo(Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
                        "ce_source", "/sample",
                        "ce_type", "sample.noted.v1",
                        "ce_subject", AGGREGATE,
                        "ce_time", "2022-02-22T19:22:22Z",
                        "content-type", "application/json",
                        "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        var row = new OutboxRecord(
                UUID.fromString("6e8bc430-9c3a-41d9-9669-0800200c9a66"),
                "sample",
                AGGREGATE,
                "sample.noted.v1",
                "{}",
                null);

        assertThat(headers(row.toKafka())).doesNotContainKeys("ce_time", "traceparent");
    }

    private static Map<String, String> headers(ProducerRecord<String, byte[]> record) {
        var headers = new HashMap<String, String>();
        record.headers().forEach(one -> headers.put(one.key(), new String(one.value(), StandardCharsets.UTF_8)));
        return headers;
    }
}
