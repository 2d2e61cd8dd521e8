package shop.inventory.reservation;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
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
import shop.messaging.Outbox;
import shop.schemas.CheckoutEvent.OrderPlaced;
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
     * Decides the orders that have no reservation yet, and answers each with reserved or rejected.
     *
     * @param placed in the order of arrival
     */
    @Transactional(propagation = Propagation.MANDATORY)
    void reserve(List<OrderPlaced> placed) {
        Instant now = clock.instant();
        Set<UUID> undecided =
                repository.open(placed.stream().map(OrderPlaced::orderId).toList(), now);
        List<StockRequest> requests = placed.stream()
                // remove() also drops an order that was placed twice in this batch.
                .filter(event -> undecided.remove(event.orderId()))
                .map(StockRequest::of)
                .toList();
        if (requests.isEmpty()) {
            return;
        }
        StockDecision decision = StockDecision.decide(lockAvailable(requests), requests, now);
        repository.reserve(decision.reserved());
        stocks.changeReserved(decision.changes());
        outbox.append(ShopTopics.INVENTORY_EVENTS, decision.answers());
    }

    /** Gives back what is reserved for these orders, and remembers those not placed yet. */
    @Transactional(propagation = Propagation.MANDATORY)
    void cancel(Collection<UUID> orderIds) {
        Instant now = clock.instant();
        repository.rememberCancelled(orderIds, now);
        Map<UUID, List<StockLine>> released = repository.release(orderIds, now);
        if (released.isEmpty()) {
            return;
        }
        var changes = new TreeMap<String, Integer>();
        released.values().stream()
                .flatMap(List::stream)
                .forEach(line -> changes.merge(line.sku(), -line.quantity(), Integer::sum));
        stocks.lock(changes.keySet());
        stocks.changeReserved(changes);
        outbox.append(
                ShopTopics.INVENTORY_EVENTS,
                released.entrySet().stream()
                        .map(order -> new StockReleased(order.getKey(), now, order.getValue()))
                        .toList());
    }

    private Map<String, Integer> lockAvailable(List<StockRequest> requests) {
        Set<String> skus = requests.stream()
                .flatMap(request -> request.quantities().keySet().stream())
                .collect(Collectors.toSet());
        return stocks.lock(skus).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, locked -> locked.getValue().available()));
    }
}
