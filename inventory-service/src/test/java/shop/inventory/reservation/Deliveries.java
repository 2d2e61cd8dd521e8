package shop.inventory.reservation;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import shop.eventcodec.Topic;
import shop.schemas.CheckoutEvent.OrderPlaced;
import shop.schemas.Delivery;
import shop.schemas.Money;
import shop.schemas.OrderEvent.OrderCancelled;
import shop.schemas.OrderEvent.OrderConfirmed;
import shop.schemas.OrderLine;
import shop.schemas.StockLine;
import shop.topics.ShopTopics;
import tools.jackson.databind.json.JsonMapper;

/** Records as Kafka would deliver them; the same record again is a second delivery. */
final class Deliveries {

    private static final JsonMapper JSON = new JsonMapper();
    private static final UUID SHOPPER = UUID.randomUUID();

    private Deliveries() {}

    static ConsumerRecord<String, byte[]> placed(UUID orderId, StockLine... lines) {
        var orderLines = new ArrayList<OrderLine>();
        for (StockLine line : lines) {
            orderLines.add(new OrderLine(line.sku(), "Tea", line.quantity(), new Money(450, "EUR")));
        }
        var delivery = new Delivery("A. Person", "Street 1", "12345", "Town", "DE", "a@example.org", null);
        var event = new OrderPlaced(orderId, SHOPPER, Instant.now(), orderLines, new Money(450, "EUR"), delivery);
        return record(ShopTopics.CHECKOUT_EVENTS, "checkout.order-placed.v1", orderId, JSON.writeValueAsBytes(event));
    }

    static ConsumerRecord<String, byte[]> cancelled(UUID orderId) {
        var event = new OrderCancelled(orderId, SHOPPER, Instant.now());
        return record(ShopTopics.ORDER_EVENTS, "order.cancelled.v1", orderId, JSON.writeValueAsBytes(event));
    }

    static ConsumerRecord<String, byte[]> confirmed(UUID orderId) {
        var event = new OrderConfirmed(orderId, SHOPPER, Instant.now());
        return record(ShopTopics.ORDER_EVENTS, "order.confirmed.v1", orderId, JSON.writeValueAsBytes(event));
    }

    private static ConsumerRecord<String, byte[]> record(Topic<?> topic, String type, UUID key, byte[] value) {
        // Dead letters are told apart by their offsets.
        long offset = UUID.randomUUID().getLeastSignificantBits() & Long.MAX_VALUE;
        var record = new ConsumerRecord<>(topic.name(), 0, offset, key.toString(), value);
        header(record, "ce_specversion", "1.0");
        header(record, "ce_id", UUID.randomUUID().toString());
        header(record, "ce_type", type);
        return record;
    }

    private static void header(ConsumerRecord<String, byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    static <T> List<List<T>> inBatchesOf(int size, List<T> all) {
        var batches = new ArrayList<List<T>>();
        for (int from = 0; from < all.size(); from += size) {
            batches.add(all.subList(from, Math.min(all.size(), from + size)));
        }
        return batches;
    }
}
