package shop.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;

class CompleteHeadersTest {

    /** RFC 9562, appendix A.6: Tuesday, February 22, 2022 2:22:22.00 PM GMT-05:00. */
    private static final String ID = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";

    private final CompleteHeaders headers = new CompleteHeaders();

    @Test
    void timeIsThatOfTheId() {
        assertThat(completed(event(ID, "00-trace"))).containsEntry("ce_time", "2022-02-22T19:22:22Z");
    }

    @Test
    void headerWithoutAValueIsLeftOut() {
        assertThat(completed(event(ID, null))).containsOnlyKeys("ce_id", "ce_time");
        assertThat(completed(event(ID, "00-trace"))).containsEntry("traceparent", "00-trace");
    }

    @Test
    void idOfAnotherVersionTellsNoTime() {
        assertThat(completed(event("919108f7-52d1-4320-9bac-f847db4148a8", null)))
                .containsOnlyKeys("ce_id");
    }

    @Test
    void heartbeatStaysAsItIs() {
        var heartbeat = new SourceRecord(Map.of(), Map.of(), "heartbeats", null, "");
        assertThat(headers.apply(heartbeat)).isSameAs(heartbeat);
    }

    @Test
    void idThatIsNoneIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> headers.apply(event("no id", null)));
    }

    @Test
    void workersFindIt() {
        assertThat(ServiceLoader.load(Transformation.class)).anyMatch(found -> found instanceof CompleteHeaders);
    }

    private Map<String, String> completed(SourceRecord record) {
        var completed = new TreeMap<String, String>();
        headers.apply(record)
                .headers()
                .forEach(header -> completed.put(header.key(), header.value().toString()));
        return completed;
    }

    private static SourceRecord event(String id, String traceparent) {
        var record = new SourceRecord(Map.of(), Map.of(), "order.events", null, "{}");
        record.headers().addString("ce_id", id).addString("traceparent", traceparent);
        return record;
    }
}
