package shop.inventory.reservation;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.messaging.Event;
import shop.messaging.Inbox;
import shop.schemas.CheckoutEvent;
import shop.schemas.CheckoutEvent.OrderPlaced;
import shop.topics.ShopTopics;

/** Hands placed orders to {@link Reservations}. */
@Component
class CheckoutEventsListener {

    static final String NAME = CheckoutEvent.AGGREGATE_TYPE + ".events";
    static final String CONSUMER = "inventory-service/" + NAME;

    private final Inbox inbox;
    private final Reservations reservations;

    CheckoutEventsListener(Inbox inbox, Reservations reservations) {
        this.inbox = inbox;
        this.reservations = reservations;
    }

    @KafkaListener(topics = NAME, groupId = "inventory-service")
    void receive(List<ConsumerRecord<String, byte[]>> batch) {
        inbox.receive(CONSUMER, ShopTopics.CHECKOUT_EVENTS, batch, this::handle);
    }

    private void handle(List<Event<CheckoutEvent>> events) {
        reservations.reserve(events.stream().map(CheckoutEventsListener::placed).toList());
    }

    private static OrderPlaced placed(Event<CheckoutEvent> event) {
        return switch (event.body()) {
            case OrderPlaced placed -> placed;
        };
    }
}
