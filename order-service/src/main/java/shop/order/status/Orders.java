package shop.order.status;

import static java.util.stream.Collectors.toMap;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.httpapi.Shopper;
import shop.messaging.Outbox;
import shop.messaging.Replaying;
import shop.order.status.Fact.Placed;
import shop.schemas.CheckoutEvent.OrderPlaced;
import shop.schemas.OrderEvent;
import shop.topics.ShopTopics;

/**
 * The orders of the shop: their facts, what a shopper sees of them, and cancelling.
 *
 * <p>A change, its event in the outbox and, for a consumer, the ids of the received events are one transaction.
 * {@link OrdersChanged} is published in it, for listeners after the commit. Changes to one order happen one after the other,
 * because its row is inserted or locked first. A read holds no connection after the method has returned, and shows nothing
 * older than what anybody was shown before, except in the short moment that ADR 0011 describes.
 */
@Service
public class Orders {

    private final OrderRepository repository;
    private final Outbox outbox;
    private final ApplicationEventPublisher publisher;
    private final Clock clock;
    private final OrderProperties properties;

    Orders(
            OrderRepository repository,
            Outbox outbox,
            ApplicationEventPublisher publisher,
            Clock clock,
            OrderProperties properties) {
        this.repository = repository;
        this.outbox = outbox;
        this.publisher = publisher;
        this.clock = clock;
        this.properties = properties;
    }

    /**
     * Records that orders were placed and what inventory answered. An answer may come before it is known that its order was
     * placed. Cancellations are among the facts only when orders are built again.
     */
    @Transactional
    void record(List<OrderPlaced> placings, List<? extends Fact> others) {
        var facts = new ArrayList<Fact>(placings.size() + others.size());
        placings.forEach(placing -> facts.add(new Placed(placing.orderId(), placing.shopperId(), placing.placedAt())));
        facts.addAll(others);
        if (!facts.isEmpty()) {
            applyFacts(facts, placings.stream().collect(toMap(OrderPlaced::orderId, it -> it, (first, _) -> first)));
        }
    }

    /** Records an order that was placed and that the shop withdraws at once. */
    @Transactional
    void recordWithdrawn(OrderPlaced placing) {
        record(List.of(placing), List.of());
        withdraw(placing.orderId());
    }

    /** Cancels an order in the name of the shop. An order that is rejected or cancelled stays as it is. */
    @Transactional
    void withdraw(UUID orderId) {
        Order before = repository
                .insertOrLock(List.of(Order.unknown(orderId)), Map.of())
                .getOrDefault(orderId, Order.unknown(orderId));
        Order after = before.withdraw(clock.instant());
        if (!after.equals(before)) {
            repository.save(List.of(after), Map.of());
            publishChanges(Map.of(orderId, before), List.of(after));
        }
    }

    private void applyFacts(List<Fact> facts, Map<UUID, OrderPlaced> contents) {
        var asNew = new LinkedHashMap<UUID, Order>();
        facts.forEach(fact -> asNew.put(fact.orderId(), Order.unknown(fact.orderId())));
        fold(asNew, facts);
        Map<UUID, Order> before = repository.insertOrLock(List.copyOf(asNew.values()), contents);
        asNew.keySet().removeAll(before.keySet());

        var after = new LinkedHashMap<>(before);
        fold(after, facts);
        List<Order> changed = after.values().stream()
                .filter(order -> !order.equals(before.get(order.orderId())))
                .toList();
        repository.save(changed, contents);
        publishChanges(
                before, Stream.concat(asNew.values().stream(), changed.stream()).toList());
    }

    /** Applies each fact to its order; facts of other orders are left out. */
    private static void fold(Map<UUID, Order> orders, Collection<? extends Fact> facts) {
        facts.forEach(fact -> orders.computeIfPresent(fact.orderId(), (_, order) -> order.apply(fact)));
    }

    /** Cancels an order of the shopper, if it may be cancelled. */
    @Transactional
    CancellationOutcome cancel(Shopper shopper, UUID orderId) {
        Optional<Order> locked = repository.lock(shopper, orderId);
        if (locked.isEmpty()) {
            return new CancellationOutcome.UnknownOrder();
        }
        CancellationOutcome outcome = locked.get().cancel(clock.instant(), properties.cancellationWindow());
        if (outcome instanceof CancellationOutcome.Accepted(Order cancelled)) {
            repository.save(List.of(cancelled), Map.of());
            publishChanges(Map.of(orderId, locked.get()), List.of(cancelled));
        }
        return outcome;
    }

    private void publishChanges(Map<UUID, Order> before, List<Order> changed) {
        var events = new ArrayList<OrderEvent>();
        var timelines = new ArrayList<Timeline>();
        for (Order order : changed) {
            Order old = before.getOrDefault(order.orderId(), Order.unknown(order.orderId()));
            order.eventSince(old).ifPresent(events::add);
            order.timeline().ifPresent(timelines::add);
        }
        outbox.append(ShopTopics.ORDER_EVENTS, events);
        if (!Replaying.isOn()) {
            publisher.publishEvent(new OrdersChanged(timelines));
        }
    }

    /** The shopper's order, if it is known to be placed. */
    public Optional<OrderView> find(Shopper shopper, UUID orderId) {
        return repository.find(shopper, orderId).map(this::viewOf);
    }

    /** The same, never from a replica: for an order that has just changed. */
    public Optional<OrderView> findOnPrimary(Shopper shopper, UUID orderId) {
        return repository.findOnPrimary(shopper, orderId).map(this::viewOf);
    }

    /** @param before the list goes on after this order; {@code null} begins with the newest */
    List<OrderView> newestFirst(Shopper shopper, int limit, @Nullable OrderCursor before) {
        return repository.newestFirst(shopper, limit, before).stream()
                .map(this::viewOf)
                .toList();
    }

    private OrderView viewOf(OrderRepository.StoredOrder order) {
        return order.viewAt(clock.instant(), properties.cancellationWindow());
    }

    /** The timelines of those orders that are known and belong to the shopper they are named with. */
    public List<Timeline> timelines(Collection<ShopperOrder> orders) {
        return orders.isEmpty() ? List.of() : repository.timelines(orders);
    }

    /** An order as one shopper asks for it. */
    public record ShopperOrder(UUID orderId, UUID shopperId) {}
}
