package shop.tools.audit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import shop.eventcodec.DecodedRecord;
import shop.eventcodec.EventCodec;
import shop.eventcodec.MalformedEventException;
import shop.eventcodec.Topic;
import shop.schemas.CheckoutEvent;
import shop.schemas.InventoryEvent;
import shop.schemas.OrderEvent;
import shop.schemas.StockLine;
import shop.topics.ShopTopics;

/** Reads a record with the codec of the services, so that an event here is an event there, and keeps what the audit needs. */
final class RecordReader {

    private final EventCodec codec = new EventCodec();

    /** @throws IllegalArgumentException if the record is of none of the shop's topics */
    History.TopicRecord read(ConsumerRecord<byte[], byte[]> record) {
        return switch (codec.decode(topic(record.topic()), record)) {
            case DecodedRecord.Known<?>(UUID id, Object event) -> read(record, id, content(event));
            case DecodedRecord.UnknownType<?>(UUID id, String type) ->
                read(record, id, new RecordContent.UnknownType(type));
            case DecodedRecord.Malformed<?> malformed ->
                read(
                        record,
                        malformed.id(),
                        new RecordContent.Malformed(
                                String.valueOf(malformed.reason().getMessage())));
        };
    }

    /** What an outbox row says. */
    RecordContent read(OutboxTail.Row row) {
        byte[] payload = row.payload() == null ? null : row.payload().getBytes(StandardCharsets.UTF_8);
        try {
            return codec.decode(topic(row.topic()), row.type(), payload)
                    .map(RecordReader::content)
                    .orElseGet(() -> new RecordContent.UnknownType(row.type()));
        } catch (MalformedEventException | IllegalArgumentException e) {
            return new RecordContent.Malformed(String.valueOf(e.getMessage()));
        }
    }

    private static History.TopicRecord read(
            ConsumerRecord<byte[], byte[]> record, @Nullable UUID id, RecordContent content) {
        return new History.TopicRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                id,
                record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8),
                content);
    }

    private static Topic<?> topic(String name) {
        return ShopTopics.ALL.stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Not a topic of the shop: " + name));
    }

    private static RecordContent content(Object event) {
        return switch (event) {
            case CheckoutEvent checkout -> content(checkout);
            case InventoryEvent inventory -> content(inventory);
            case OrderEvent order -> content(order);
            default -> throw new IllegalStateException("No topic has events of " + event.getClass());
        };
    }

    private static RecordContent content(CheckoutEvent event) {
        return switch (event) {
            case CheckoutEvent.OrderPlaced placed ->
                new RecordContent.Placed(
                        placed.orderId(),
                        onePerSku(placed.lines().stream()
                                .map(line -> new SkuQuantity(line.sku(), line.quantity()))
                                .toList()));
        };
    }

    private static RecordContent content(InventoryEvent event) {
        return switch (event) {
            case InventoryEvent.StockReserved stock ->
                new RecordContent.StockReserved(stock.orderId(), units(stock.lines()));
            case InventoryEvent.StockRejected stock -> new RecordContent.StockRejected(stock.orderId());
            case InventoryEvent.StockReleased stock ->
                new RecordContent.StockReleased(stock.orderId(), units(stock.lines()));
        };
    }

    private static RecordContent content(OrderEvent event) {
        return switch (event) {
            case OrderEvent.OrderConfirmed order -> new RecordContent.Confirmed(order.orderId());
            case OrderEvent.OrderRejected order -> new RecordContent.Rejected(order.orderId());
            case OrderEvent.OrderCancelled order -> new RecordContent.Cancelled(order.orderId());
        };
    }

    private static List<SkuQuantity> units(List<StockLine> lines) {
        return onePerSku(lines.stream()
                .map(line -> new SkuQuantity(line.sku(), line.quantity()))
                .toList());
    }

    /** With SKUs shared between the many orders of the same product. */
    private static List<SkuQuantity> onePerSku(List<SkuQuantity> lines) {
        return SkuQuantity.perSku(lines).entrySet().stream()
                .map(line -> new SkuQuantity(line.getKey().intern(), line.getValue()))
                .toList();
    }
}
