package shop.inventory.reservation;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import shop.inventory.stock.Stocks;
import shop.messaging.DiscardOutcome;
import shop.messaging.Outbox;
import shop.schemas.CheckoutEvent.OrderPlaced;
import shop.schemas.InventoryEvent;
import shop.schemas.InventoryEvent.StockReleased;
import shop.schemas.StockLine;
import shop.topics.ShopTopics;

/**
 * Sets stock aside for placed orders and gives it back for cancelled ones, a batch at a time.
 *
 * <p>Runs in the transaction of the inbox. The same order again changes nothing, even in an event with another id. Safe for
 * use by several threads and processes: every transaction takes its locks in the same order, reservations by order id
 * first, then stock by SKU, so there is no deadlock.
 */
@Service
class Reservations {

    private final ReservationRepository repository;
    private final Stocks stocks;
    private final Outbox outbox;
    private final Clock clock;

    Reservations(ReservationRepository repository, Stocks stocks, Outbox outbox, Clock clock) {
        this.repository = repository;
        this.stocks = stocks;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Settles one batch: gives back what is reserved for cancelled orders, then decides the placed orders that have no reservation
     * yet, and answers each of them with reserved or rejected. An order that is cancelled in the batch in which it is placed
     * gets nothing and no answer, as if its cancellation had come first.
     *
     * @param placed in the order of arrival
     */
    @Transactional(propagation = Propagation.MANDATORY)
    void settle(List<OrderPlaced> placed, Collection<UUID> cancelled) {
        if (placed.isEmpty() && cancelled.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        Set<UUID> undecided =
                repository.open(placed.stream().map(OrderPlaced::orderId).toList(), cancelled, now);
        Map<UUID, List<StockLine>> released = repository.release(cancelled, now);
        List<StockRequest> requests = placed.stream()
                // remove() also drops an order that was placed twice in this batch.
                .filter(event -> undecided.remove(event.orderId()))
                .map(StockRequest::of)
                .toList();
        if (requests.isEmpty() && released.isEmpty()) {
            return;
        }
        Map<String, Integer> givenBack = unitsOf(released.values());
        StockDecision decision = StockDecision.decide(lockAvailable(requests, givenBack), requests, now);
        repository.reserve(decision.reserved());
        var changes = new TreeMap<>(decision.changes());
        givenBack.forEach((sku, units) -> changes.merge(sku, -units, Integer::sum));
        changes.values().removeIf(units -> units == 0);
        stocks.changeReserved(changes);
        List<InventoryEvent> events = new ArrayList<>(decision.answers());
        released.forEach((orderId, lines) -> events.add(new StockReleased(orderId, now, lines)));
        outbox.append(ShopTopics.INVENTORY_EVENTS, events);
    }

    /**
     * Answers a placed order with a rejection, whatever there is in stock: the shop withdraws it.
     *
     * @throws DiscardOutcome.NotPossibleException if the order was decided or cancelled already
     */
    @Transactional(propagation = Propagation.MANDATORY)
    void reject(OrderPlaced placed) {
        Instant now = clock.instant();
        if (repository.open(List.of(placed.orderId()), List.of(), now).isEmpty()) {
            throw new DiscardOutcome.NotPossibleException("Order " + placed.orderId()
                    + " is decided or cancelled already. Redrive the letter: that closes it and changes nothing.");
        }
        StockDecision nothingAvailable = StockDecision.decide(Map.of(), List.of(StockRequest.of(placed)), now);
        outbox.append(ShopTopics.INVENTORY_EVENTS, nothingAvailable.answers());
    }

    private static Map<String, Integer> unitsOf(Collection<List<StockLine>> orders) {
        return orders.stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(StockLine::sku, StockLine::quantity, Integer::sum));
    }

    /** What can be given out after the cancelled orders have given their units back. */
    private Map<String, Integer> lockAvailable(List<StockRequest> requests, Map<String, Integer> givenBack) {
        Set<String> skus = new HashSet<>(givenBack.keySet());
        requests.forEach(request -> skus.addAll(request.quantities().keySet()));
        return stocks.lock(skus).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        locked -> locked.getValue().available() + givenBack.getOrDefault(locked.getKey(), 0)));
    }
}
