package shop.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.testing.eventsamples.EventSample;
import shop.testing.eventsamples.EventSamples;

class RecordReaderTest {

    private static final UUID EVENT = UUID.fromString("019a0000-0000-7000-8000-0000000000e1");
    private static final UUID ORDER = UUID.fromString("019a0000-0000-7000-8000-000000000001");

    private static final RecordReader reader = new RecordReader();

    static Stream<EventSample> accepted() {
        return EventSamples.accepted();
    }

    static Stream<EventSample> refused() {
        return EventSamples.refused();
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void anEventOfAnyReleaseIsReadAsWhatItSaysOfItsOrder(EventSample sample) {
        History.TopicRecord read = reader.read(sample.record(bytes("key"), 7));

        assertThat(read.eventId()).hasToString(sample.id());
        assertThat(read.content()).isInstanceOf(RecordContent.AboutOrder.class);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatAServiceKeepsAsADeadLetterIsMalformed(EventSample sample) {
        assertThat(reader.read(sample.record(bytes("key"), 7)).content()).isInstanceOf(RecordContent.Malformed.class);
    }

    @Test
    void aRecordIsKnownByItsPlaceIdAndKey() {
        History.TopicRecord read = read("order.events", "order.confirmed.v1", """
                {"orderId":"%1$s","shopperId":"%1$s","confirmedAt":"2026-11-22T10:00:00Z"}
                """.formatted(ORDER));

        assertThat(read)
                .isEqualTo(new History.TopicRecord(
                        "order.events", 3, 7, EVENT, "the key", new RecordContent.Confirmed(ORDER)));
    }

    @Test
    void aPlacedOrderIsReadWithOneLinePerSku() {
        assertThat(placed(1, 2).content()).isEqualTo(new RecordContent.Placed(ORDER, List.of(new SkuQuantity("A", 3))));
    }

    @Test
    void linesOfOneSkuMayAddUpToMoreThanAnIntHolds() {
        assertThat(placed(Integer.MAX_VALUE, Integer.MAX_VALUE).content())
                .isEqualTo(new RecordContent.Placed(ORDER, List.of(new SkuQuantity("A", 4_294_967_294L))));
    }

    @Test
    void anAnswerOfTheStockIsRead() {
        assertThat(read("inventory.events", "inventory.stock-rejected.v1", """
                {"orderId":"%s","rejectedAt":"2026-11-22T10:00:00Z","shortages":[{"sku":"A","requested":2,"available":1}]}
                """.formatted(ORDER))
                        .content())
                .isEqualTo(new RecordContent.StockRejected(ORDER));
    }

    @Test
    void aTypeOfALaterReleaseIsUnknown() {
        assertThat(read("order.events", "order.returned.v1", "{}").content())
                .isEqualTo(new RecordContent.UnknownType("order.returned.v1"));
    }

    @Test
    void aTypeOfAnotherTopicIsUnknown() {
        assertThat(read("order.events", "checkout.order-placed.v1", "{}").content())
                .isEqualTo(new RecordContent.UnknownType("checkout.order-placed.v1"));
    }

    @Test
    void aTopicThatIsNotTheShopsIsAMistakeOfTheCaller() {
        assertThatThrownBy(() -> read("payment.events", "payment.taken.v1", "{}"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static History.TopicRecord placed(int quantity, int quantityOfTheSameSku) {
        return read(
                "checkout.events", "checkout.order-placed.v1", """
                {"orderId":"%1$s","shopperId":"%1$s","placedAt":"2026-11-22T10:00:00Z","lines":[
                  {"sku":"A","name":"a","quantity":%2$d,"unitPrice":{"amountMinor":1,"currency":"EUR"}},
                  {"sku":"A","name":"a","quantity":%3$d,"unitPrice":{"amountMinor":1,"currency":"EUR"}}],
                 "total":{"amountMinor":3,"currency":"EUR"},
                 "delivery":{"name":"n","street":"s","postalCode":"p","city":"c","country":"DE","email":"e"}}
                """.formatted(ORDER, quantity, quantityOfTheSameSku));
    }

    private static History.TopicRecord read(String topic, String type, String payload) {
        var record = new ConsumerRecord<>(topic, 3, 7, bytes("the key"), bytes(payload));
        record.headers().add("ce_id", bytes(EVENT.toString()));
        record.headers().add("ce_type", bytes(type));
        return reader.read(record);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
