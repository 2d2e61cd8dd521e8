package shop.testing.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import shop.inventory.reservation.ReservationState;
import shop.inventory.reservation.StockDecision;
import shop.inventory.reservation.StockRequest;
import shop.schemas.CheckoutEvent.OrderPlaced;
import shop.schemas.InventoryEvent;
import shop.schemas.InventoryEvent.StockRejected;
import shop.schemas.InventoryEvent.StockReleased;
import shop.schemas.InventoryEvent.StockReserved;
import shop.schemas.OrderEvent.OrderCancelled;
import shop.schemas.Shortage;
import shop.schemas.StockLine;

/** The inventory service: reservations and stock, settled as {@code Reservations} does, decided by {@link StockDecision}. */
final class InventoryTables implements Handler {

    record Reservation(ReservationState state, List<StockLine> lines) {

        boolean holdsStock() {
            return state == ReservationState.RESERVED;
        }
    }

    final Map<Press, Reservation> reservations = new EnumMap<>(Press.class);
    final Map<String, Integer> reserved = new HashMap<>();

    private final World world;

    InventoryTables(World world) {
        this.world = world;
    }

    @Override
    public Collection<Object> rows(List<Event> events) {
        Set<Object> rows = new HashSet<>();
        for (Event event : events) {
            Reservation stored = reservations.get(event.order());
            switch (event.body()) {
                case OrderPlaced _
                when stored == null -> {
                    rows.add(event.order());
                    addStock(rows, event.order().request().quantities().keySet());
                }
                case OrderCancelled _ -> {
                    rows.add(event.order());
                    if (stored != null && stored.holdsStock()) {
                        addStock(
                                rows,
                                stored.lines().stream().map(StockLine::sku).toList());
                    }
                }
                default -> {}
            }
        }
        return rows;
    }

    private void addStock(Set<Object> rows, Collection<String> skus) {
        if (!world.has(Mutation.STOCK_WITHOUT_LOCK) && !world.has(Mutation.STOCK_WITHOUT_LOCK_AND_CHECK)) {
            rows.addAll(skus);
        }
    }

    @Override
    public void handle(List<Event> events, Transaction transaction) {
        Set<Press> cancelled = ordersOf(events, OrderCancelled.class);
        Set<Press> undecided = ordersOf(events, OrderPlaced.class);
        undecided.removeAll(reservations.keySet());
        undecided.removeAll(cancelled);
        Map<String, Integer> changes = new HashMap<>();
        Map<Press, Reservation> rows = new EnumMap<>(Press.class);
        List<InventoryEvent> answers = new ArrayList<>();
        for (Press order : cancelled) {
            Reservation stored = reservations.get(order);
            if (stored == null) {
                if (!world.has(Mutation.NO_EARLY_CANCELLATION)) {
                    rows.put(order, new Reservation(ReservationState.CANCELLED_FIRST, List.of()));
                }
            } else if (stored.holdsStock()) {
                stored.lines().forEach(line -> changes.merge(line.sku(), -line.quantity(), Integer::sum));
                rows.put(order, new Reservation(ReservationState.RELEASED, stored.lines()));
                answers.add(new StockReleased(order.orderId(), Scenario.NOW, stored.lines()));
            }
        }
        List<StockRequest> requests = inOrderOfArrival(events, undecided);
        StockDecision decision = StockDecision.decide(availableAfter(changes), requests, Scenario.NOW);
        decision.changes().forEach((sku, units) -> changes.merge(sku, units, Integer::sum));
        for (InventoryEvent answer : decision.answers()) {
            rows.put(Press.of(answer.orderId()), reservationOf(answer));
        }
        answers.addAll(0, decision.answers());

        transaction.constrain(() -> isWithinStock(changes));
        transaction.write(() -> {
            reservations.putAll(rows);
            changes.forEach((sku, units) -> reserved.merge(sku, units, Integer::sum));
            answers.forEach(answer -> world.append(Topic.INVENTORY, Press.of(answer.orderId()), answer));
        });
    }

    @Override
    public boolean hasAnswerFor(Event discarded) {
        return discarded.body() instanceof OrderPlaced;
    }

    /** Rejected, withdrawn by the shop; unless the order was decided or cancelled before. */
    @Override
    public void answer(Event discarded, Transaction transaction) {
        Press order = discarded.order();
        if (!reservations.containsKey(order)) {
            StockLine line = order.firstLine();
            var rejected = new StockRejected(
                    order.orderId(), Scenario.NOW, List.of(new Shortage(line.sku(), line.quantity(), 0)));
            transaction.write(() -> {
                reservations.put(order, reservationOf(rejected));
                world.append(Topic.INVENTORY, order, rejected);
            });
        }
    }

    private static Set<Press> ordersOf(List<Event> events, Class<?> type) {
        Set<Press> orders = EnumSet.noneOf(Press.class);
        for (Event event : events) {
            if (type.isInstance(event.body())) {
                orders.add(event.order());
            }
        }
        return orders;
    }

    private static List<StockRequest> inOrderOfArrival(List<Event> events, Set<Press> undecided) {
        var requests = new ArrayList<StockRequest>();
        for (Event event : events) {
            if (event.body() instanceof OrderPlaced && undecided.remove(event.order())) {
                requests.add(event.order().request());
            }
        }
        return requests;
    }

    private Map<String, Integer> availableAfter(Map<String, Integer> givenBack) {
        var available = new HashMap<>(Scenario.ON_HAND);
        reserved.forEach((sku, units) -> available.merge(sku, -units, Integer::sum));
        givenBack.forEach((sku, units) -> available.merge(sku, -units, Integer::sum));
        return available;
    }

    private static Reservation reservationOf(InventoryEvent answer) {
        return switch (answer) {
            case StockReserved it -> new Reservation(ReservationState.RESERVED, it.lines());
            case StockRejected _ -> new Reservation(ReservationState.REJECTED, List.of());
            case StockReleased it -> new Reservation(ReservationState.RELEASED, it.lines());
        };
    }

    /** The check constraint of the table. */
    private boolean isWithinStock(Map<String, Integer> changes) {
        return world.has(Mutation.STOCK_WITHOUT_LOCK_AND_CHECK)
                || changes.entrySet().stream().allMatch(change -> {
                    int units = reserved.getOrDefault(change.getKey(), 0) + change.getValue();
                    return 0 <= units && units <= Scenario.ON_HAND.getOrDefault(change.getKey(), 0);
                });
    }
}
