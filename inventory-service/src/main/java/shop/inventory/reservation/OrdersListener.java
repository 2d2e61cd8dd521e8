package shop.inventory.reservation;

import java.util.List;
import java.util.UUID;
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
import shop.schemas.CheckoutEvent;
import shop.schemas.CheckoutEvent.OrderPlaced;
import shop.schemas.Delivery;
import shop.schemas.OrderEvent;
import shop.schemas.OrderEvent.OrderCancelled;
import shop.schemas.OrderEvent.OrderConfirmed;
import shop.schemas.OrderEvent.OrderRejected;
import shop.topics.ShopTopics;

/** Hands placed orders ({@code checkout.events}) and cancelled ones ({@code order.events}) to {@link Reservations}. */
@Component
class OrdersListener {

    static final Subscription<CheckoutEvent> CHECKOUT =
            new Subscription<>("inventory-service/checkout.events", ShopTopics.CHECKOUT_EVENTS);

    static final Subscription<OrderEvent> ORDER =
            new Subscription<>("inventory-service/order.events", ShopTopics.ORDER_EVENTS);

    private static final DiscardOutcome<OrderEvent> NOT_NEEDED =
            DiscardOutcome.nothing("The inventory does nothing with this event.");

    private final Receiver receiver;
    private final Reservations reservations;

    OrdersListener(Inbox inbox, Reservations reservations) {
        this.reservations = reservations;
        this.receiver = inbox.receiver(this::handle, CHECKOUT, ORDER)
                .personal(CHECKOUT, OrderPlaced.class, "shopperId", "delivery", Delivery.ERASED)
                .discarding(
                        CHECKOUT,
                        OrderPlaced.class,
                        DiscardOutcome.answer(
                                "reject",
                                "The order gets no units, and its shopper is told so.",
                                event -> reservations.reject(placed(event))))
                .discarding(ORDER, OrderConfirmed.class, NOT_NEEDED)
                .discarding(ORDER, OrderRejected.class, NOT_NEEDED);
    }

    @KafkaListener(
            topics = {CheckoutEvent.AGGREGATE_TYPE + ".events", OrderEvent.AGGREGATE_TYPE + ".events"},
            groupId = "inventory-service")
    void receive(List<ConsumerRecord<String, byte[]>> batch) {
        receiver.receive(batch);
    }

    private void handle(EventBatch events) {
        reservations.settle(
                events.of(CHECKOUT).stream().map(OrdersListener::placed).toList(),
                events.of(ORDER).stream().flatMap(OrdersListener::cancelled).toList());
    }

    private static OrderPlaced placed(Event<CheckoutEvent> event) {
        return switch (event.body()) {
            case OrderPlaced placed -> placed;
        };
    }

    private static Stream<UUID> cancelled(Event<OrderEvent> event) {
        return switch (event.body()) {
            case OrderCancelled cancelled -> Stream.of(cancelled.orderId());
            case OrderConfirmed _, OrderRejected _ -> Stream.empty();
        };
    }
}
