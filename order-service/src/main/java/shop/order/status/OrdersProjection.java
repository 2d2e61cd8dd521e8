package shop.order.status;

import static java.util.stream.Collectors.toSet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import shop.messaging.Event;
import shop.messaging.EventBatch;
import shop.messaging.Subscription;
import shop.messaging.replay.Projection;
import shop.schemas.CheckoutEvent;
import shop.schemas.OrderEvent;
import shop.schemas.OrderEvent.OrderCancelled;
import shop.schemas.OrderEvent.OrderConfirmed;
import shop.topics.ShopTopics;

/**
 * The orders as a fold of {@code checkout.events}, {@code inventory.events} and {@code order.events}. Of the last, which this service
 * writes, only the cancellations count, because they were decided here.
 */
@Component
class OrdersProjection implements Projection {

    private static final Subscription<OrderEvent> ORDER =
            new Subscription<>("order-service/order.events", ShopTopics.ORDER_EVENTS);

    private final Orders orders;
    private final OrderReplayRepository repository;

    OrdersProjection(Orders orders, OrderReplayRepository repository) {
        this.orders = orders;
        this.repository = repository;
    }

    @Override
    public String name() {
        return "order-status";
    }

    @Override
    public List<Subscription<?>> consumed() {
        return List.of(FactsListener.CHECKOUT, FactsListener.INVENTORY);
    }

    @Override
    public List<Subscription<?>> own() {
        return List.of(ORDER);
    }

    @Override
    public void apply(EventBatch events) {
        var others = new ArrayList<Fact>(FactsListener.answers(events.of(FactsListener.INVENTORY)));
        others.addAll(cancellations(events.of(ORDER).stream().map(Event::body).toList()));
        orders.record(FactsListener.placings(events.of(FactsListener.CHECKOUT)), others);
    }

    /** A confirmation stands before the cancellation that withdraws it: both have the key of the order. */
    private List<Fact> cancellations(List<OrderEvent> events) {
        repository.markConfirmed(events.stream()
                .filter(OrderConfirmed.class::isInstance)
                .map(OrderEvent::orderId)
                .collect(toSet()));
        List<OrderCancelled> cancelled = events.stream()
                .filter(OrderCancelled.class::isInstance)
                .map(OrderCancelled.class::cast)
                .toList();
        Set<UUID> confirmed = repository.confirmed(
                cancelled.stream().map(OrderCancelled::orderId).toList());
        return cancelled.stream()
                .<Fact>map(event -> new Fact.Cancelled(
                        event.orderId(),
                        event.cancelledAt(),
                        confirmed.contains(event.orderId()) ? OrderStatus.CONFIRMED : OrderStatus.PLACED))
                .toList();
    }

    /** The order was recorded, and then cancelled; the cancellation is an event of its own. */
    @Override
    public boolean countsWhenDiscarded(Object event) {
        return event instanceof CheckoutEvent.OrderPlaced;
    }

    @Override
    public long before(Instant horizon) {
        return repository.before(horizon);
    }

    @Override
    public void copyBefore(Instant horizon) {
        repository.copyBefore(horizon);
    }

    @Override
    public void lock() {
        repository.lock();
    }

    @Override
    public void adopt(Instant since) {
        repository.adoptCancellations(since);
        repository.eraseInShadow();
    }

    @Override
    public void adopt() {
        repository.adoptCancellations(Instant.EPOCH);
        repository.eraseInShadow();
    }

    @Override
    public List<Difference> differences(int atMost) {
        return repository.differences(atMost);
    }

    @Override
    public List<Difference> differences(Collection<UUID> keys) {
        return repository.differences(keys);
    }
}
