package shop.order.status;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.messaging.Event;
import shop.messaging.Inbox;
import shop.schemas.CheckoutEvent;
import shop.schemas.CheckoutEvent.OrderPlaced;
import shop.topics.ShopTopics;

/** Records the orders that {@code checkout.events} says were placed. */
@Component
class CheckoutEventsListener {

    static final String CONSUMER = "order-service/checkout.events";

    private final Inbox inbox;
    private final Orders orders;

    CheckoutEventsListener(Inbox inbox, Orders orders) {
        this.inbox = inbox;
        this.orders = orders;
    }

    @KafkaListener(topics = CheckoutEvent.AGGREGATE_TYPE + ".events", groupId = "order-service")
    void receive(List<ConsumerRecord<String, byte[]>> batch) {
        inbox.receive(CONSUMER, ShopTopics.CHECKOUT_EVENTS, batch, this::handle);
    }

    private void handle(List<Event<CheckoutEvent>> events) {
        orders.recordPlaced(events.stream().map(event -> placing(event.body())).toList());
    }

    private static OrderPlaced placing(CheckoutEvent event) {
        return switch (event) {
            case OrderPlaced placed -> placed;
        };
    }
}
