package shop.order.status;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.messaging.DiscardOutcome;
import shop.messaging.Event;
import shop.messaging.EventBatch;
import shop.messaging.Inbox;
import shop.messaging.Receiver;
import shop.messaging.Subscription;
import shop.order.status.Fact.StockAnswer;
import shop.schemas.CheckoutEvent;
import shop.schemas.CheckoutEvent.OrderPlaced;
import shop.schemas.Delivery;
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

    private final Receiver receiver;
    private final Orders orders;

    FactsListener(Inbox inbox, Orders orders) {
        this.orders = orders;
        this.receiver = inbox.receiver(this::handle, CHECKOUT, INVENTORY)
                .personal(CHECKOUT, OrderPlaced.class, "shopperId", "delivery", Delivery.ERASED)
                .discarding(
                        CHECKOUT,
                        OrderPlaced.class,
                        DiscardOutcome.answer(
                                "cancel",
                                "The order is recorded as cancelled; units set aside for it go back.",
                                event -> orders.recordWithdrawn(placing(event.body()))))
                .discarding(INVENTORY, StockReserved.class, cancelling())
                .discarding(INVENTORY, StockRejected.class, cancelling())
                .discarding(
                        INVENTORY,
                        StockReleased.class,
                        DiscardOutcome.nothing("The order was cancelled before; nothing follows from this event."));
    }

    private DiscardOutcome<InventoryEvent> cancelling() {
        return DiscardOutcome.answer(
                "cancel",
                "The order is cancelled unless it is rejected or cancelled already; units set aside for a cancelled order go back.",
                event -> orders.withdraw(event.body().orderId()));
    }

    @KafkaListener(
            topics = {CheckoutEvent.AGGREGATE_TYPE + ".events", InventoryEvent.AGGREGATE_TYPE + ".events"},
            groupId = "order-service")
    void receive(List<ConsumerRecord<String, byte[]>> batch) {
        receiver.receive(batch);
    }

    private void handle(EventBatch events) {
        orders.record(placings(events.of(CHECKOUT)), answers(events.of(INVENTORY)));
    }

    static List<OrderPlaced> placings(List<Event<CheckoutEvent>> events) {
        return events.stream().map(event -> placing(event.body())).toList();
    }

    static List<StockAnswer> answers(List<Event<InventoryEvent>> events) {
        return events.stream().flatMap(event -> answer(event.body())).toList();
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
