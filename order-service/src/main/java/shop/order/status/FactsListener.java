package shop.order.status;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.messaging.EventBatch;
import shop.messaging.Inbox;
import shop.messaging.Subscription;
import shop.order.status.Fact.StockAnswer;
import shop.schemas.CheckoutEvent;
import shop.schemas.CheckoutEvent.OrderPlaced;
import shop.schemas.InventoryEvent;
import shop.schemas.InventoryEvent.StockRejected;
import shop.schemas.InventoryEvent.StockReleased;
import shop.schemas.InventoryEvent.StockReserved;
import shop.topics.ShopTopics;

/** Records the orders that {@code checkout.events} says were placed, and the stock answers of {@code inventory.events}. */
@Component
class FactsListener {

    static final Subscription<CheckoutEvent> CHECKOUT =
            new Subscription<>("order-service/checkout.events", ShopTopics.CHECKOUT_EVENTS);

    static final Subscription<InventoryEvent> INVENTORY =
            new Subscription<>("order-service/inventory.events", ShopTopics.INVENTORY_EVENTS);

    private final Inbox inbox;
    private final Orders orders;

    FactsListener(Inbox inbox, Orders orders) {
        this.inbox = inbox;
        this.orders = orders;
    }

    @KafkaListener(
            topics = {CheckoutEvent.AGGREGATE_TYPE + ".events", InventoryEvent.AGGREGATE_TYPE + ".events"},
            groupId = "order-service")
    void receive(List<ConsumerRecord<String, byte[]>> batch) {
        inbox.receive(batch, this::handle, CHECKOUT, INVENTORY);
    }

    private void handle(EventBatch events) {
        orders.record(
                events.of(CHECKOUT).stream().map(event -> placing(event.body())).toList(),
                events.of(INVENTORY).stream()
                        .flatMap(event -> answer(event.body()))
                        .toList());
    }

    private static OrderPlaced placing(CheckoutEvent event) {
        return switch (event) {
            case OrderPlaced placed -> placed;
        };
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
