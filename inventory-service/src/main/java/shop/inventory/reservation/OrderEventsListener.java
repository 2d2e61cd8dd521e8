package shop.inventory.reservation;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.messaging.Event;
import shop.messaging.Inbox;
import shop.schemas.OrderEvent;
import shop.schemas.OrderEvent.OrderCancelled;
import shop.schemas.OrderEvent.OrderConfirmed;
import shop.schemas.OrderEvent.OrderRejected;
import shop.topics.ShopTopics;

/**
 * Hands cancelled orders to {@link Reservations}. Nobody waits for stock to be released, and most events only say that an
 * order was confirmed, so the broker gathers them for about 100 ms (ADR 0007).
 */
@Component
class OrderEventsListener {

    static final String NAME = OrderEvent.AGGREGATE_TYPE + ".events";
    static final String CONSUMER = "inventory-service/" + NAME;

    private final Inbox inbox;
    private final Reservations reservations;

    OrderEventsListener(Inbox inbox, Reservations reservations) {
        this.inbox = inbox;
        this.reservations = reservations;
    }

    @KafkaListener(
            topics = NAME,
            groupId = "inventory-service",
            properties = {"fetch.min.bytes=1000000", "fetch.max.wait.ms=100"})
    void receive(List<ConsumerRecord<String, byte[]>> batch) {
        inbox.receive(CONSUMER, ShopTopics.ORDER_EVENTS, batch, this::handle);
    }

    private void handle(List<Event<OrderEvent>> events) {
        List<UUID> cancelled =
                events.stream().flatMap(OrderEventsListener::cancelled).toList();
        if (!cancelled.isEmpty()) {
            reservations.cancel(cancelled);
        }
    }

    private static Stream<UUID> cancelled(Event<OrderEvent> event) {
        return switch (event.body()) {
            case OrderCancelled cancelled -> Stream.of(cancelled.orderId());
            case OrderConfirmed _, OrderRejected _ -> Stream.empty();
        };
    }
}
