package shop.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.schemas.StockLine;

class FactReaderTest {

    private static final UUID ORDER = UUID.fromString("019a0000-0000-7000-8000-000000000001");

    private final RecordReader reader = new RecordReader();

    @Test
    void aPlacedOrderIsReadWithOneLinePerSku() {
        RecordContent fact = read("checkout.events", "checkout.order-placed.v1", """
                {"orderId":"%1$s","shopperId":"%1$s","placedAt":"2026-11-22T10:00:00Z","lines":[
                  {"sku":"A","name":"a","quantity":1,"unitPrice":{"amountMinor":1,"currency":"EUR"}},
                  {"sku":"A","name":"a","quantity":2,"unitPrice":{"amountMinor":1,"currency":"EUR"}}],
                 "total":{"amountMinor":3,"currency":"EUR"},
                 "delivery":{"name":"n","street":"s","postalCode":"p","city":"c","country":"DE","email":"e"},
                 "addedLater":true}
                """.formatted(ORDER));
        assertThat(fact).isEqualTo(new RecordContent.Placed(ORDER, List.of(new StockLine("A", 3))));
    }

    @Test
    void anAnswerOfTheStockIsRead() {
        assertThat(read("inventory.events", "inventory.stock-rejected.v1", """
                {"orderId":"%s","rejectedAt":"2026-11-22T10:00:00Z","shortages":[{"sku":"A","requested":2,"available":1}]}
                """.formatted(ORDER)))
                .isEqualTo(new RecordContent.StockRejected(ORDER));
    }

    @Test
    void aTypeOfALaterReleaseIsUnknown() {
        assertThat(read("order.events", "order.returned.v1", "{}")).isInstanceOf(RecordContent.UnknownType.class);
    }

    @Test
    void aTypeOfAnotherTopicIsUnknown() {
        assertThat(read("order.events", "checkout.order-placed.v1", "{}")).isInstanceOf(RecordContent.UnknownType.class);
    }

    @Test
    void whatAConsumerCannotReadIsMalformed() {
        assertThat(List.of(
                        read("order.events", null, "{}"),
                        read("order.events", "order.confirmed.v1", null),
                        read("order.events", "order.confirmed.v1", "{"),
                        read("order.events", "order.confirmed.v1", "null"),
                        read("order.events", "order.confirmed.v1", "{}"),
                        read("inventory.events", "inventory.stock-reserved.v1", """
                                {"orderId":"%s","reservedAt":"2026-11-22T10:00:00Z","lines":[{"sku":"A","quantity":"1"}]}
                                """.formatted(ORDER))))
                .allSatisfy(fact -> assertThat(fact).isInstanceOf(RecordContent.Malformed.class));
    }

    private RecordContent read(String topic, String type, String payload) {
        return reader.read(topic, type, payload == null ? null : payload.getBytes(StandardCharsets.UTF_8));
    }
}
