package shop.order.status;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.messaging.Event;
import shop.messaging.Inbox;
import shop.order.status.Fact.StockAnswer;
import shop.schemas.InventoryEvent;
import shop.schemas.InventoryEvent.StockRejected;
import shop.schemas.InventoryEvent.StockReleased;
import shop.schemas.InventoryEvent.StockReserved;
import shop.topics.ShopTopics;

/** Records the stock answers of {@code inventory.events}. */
@Component
class InventoryEventsListener {

    static final String CONSUMER = "order-service/inventory.events";

    private final Inbox inbox;
    private final Orders orders;

    InventoryEventsListener(Inbox inbox, Orders orders) {
        this.inbox = inbox;
        this.orders = orders;
    }

    @KafkaListener(topics = InventoryEvent.AGGREGATE_TYPE + ".events", groupId = "order-service")
    void receive(List<ConsumerRecord<String, byte[]>> batch) {
        inbox.receive(CONSUMER, ShopTopics.INVENTORY_EVENTS, batch, this::handle);
    }

    private void handle(List<Event<InventoryEvent>> events) {
        orders.recordStockAnswers(
                events.stream().flatMap(event -> answer(event.body())).toList());
    }

    private static Stream<StockAnswer> answer(InventoryEvent event) {
        return switch (event) {
            case StockReserved reserved -> Stream.of(new Fact.Reserved(reserved.orderId(), reserved.reservedAt()));
            case StockRejected rejected ->
                Stream.of(new Fact.Rejected(rejected.orderId(), rejected.rejectedAt(), rejected.shortages()));
            // The order was cancelled here before its units went back.
            case StockReleased _ -> Stream.empty();
        };
    }
}
