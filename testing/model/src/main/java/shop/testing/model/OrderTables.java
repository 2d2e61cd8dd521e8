package shop.testing.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import shop.order.status.CancellationOutcome;
import shop.order.status.Fact;
import shop.order.status.Order;
import shop.schemas.CheckoutEvent.OrderPlaced;
import shop.schemas.InventoryEvent.StockRejected;
import shop.schemas.InventoryEvent.StockReserved;
import shop.schemas.OrderEvent;

/** The order service: orders and the cancellations in progress, as {@code Orders} does it, folded by {@link Order}. */
final class OrderTables implements Handler {

    private static final Duration WINDOW = Duration.ofMinutes(30);

    final Map<Press, Order> orders = new EnumMap<>(Press.class);

    private final World world;
    private final Map<Press, Transaction> cancelling = new EnumMap<>(Press.class);

    OrderTables(World world) {
        this.world = world;
    }

    @Override
    public Collection<Object> rows(List<Event> events) {
        Set<Object> rows = new HashSet<>();
        events.stream().filter(event -> factOf(event) != null).forEach(event -> rows.add(event.order()));
        return rows;
    }

    @Override
    public void handle(List<Event> events, Transaction transaction) {
        Map<Press, Order> changed = new EnumMap<>(Press.class);
        for (Event event : events) {
            Fact fact = factOf(event);
            if (fact != null) {
                Order before = changed.getOrDefault(event.order(), stored(event.order()));
                changed.put(event.order(), fold(before, fact));
            }
        }
        changed.forEach((press, after) -> {
            Order before = stored(press);
            transaction.write(() -> save(press, before, after));
        });
    }

    @Override
    public boolean hasAnswerFor(Event discarded) {
        return false;
    }

    @Override
    public void answer(Event discarded, Transaction transaction) {
        throw new UnsupportedOperationException("A fact of an order cannot be discarded: " + discarded);
    }

    static @Nullable Fact factOf(Event event) {
        return switch (event.body()) {
            case OrderPlaced it -> new Fact.Placed(it.orderId(), it.shopperId(), it.placedAt());
            case StockReserved it -> new Fact.Reserved(it.orderId(), it.reservedAt());
            case StockRejected it -> new Fact.Rejected(it.orderId(), it.rejectedAt(), it.shortages());
            default -> null;
        };
    }

    private Order fold(Order before, Fact fact) {
        boolean dropped =
                world.has(Mutation.FOLD_BY_ARRIVAL) && before.placed() == null && !(fact instanceof Fact.Placed);
        return dropped ? before : before.apply(fact);
    }

    private Order stored(Press press) {
        Order order = orders.get(press);
        return order == null ? Order.unknown(press.orderId()) : order;
    }

    private void save(Press press, Order before, Order after) {
        Optional<OrderEvent> event = after.eventSince(before);
        orders.put(press, after);
        event.ifPresent(body -> world.append(Topic.ORDER, press, body));
    }

    boolean mayCancel(Press press) {
        if (cancelling.containsKey(press)) {
            return false;
        }
        Order order = orders.get(press);
        return order != null
                && order.status().filter(status -> !status.isFinal()).isPresent()
                && (world.has(Mutation.CANCELLATION_WITHOUT_LOCK) || world.order.isFree(List.of(press)));
    }

    void decideCancellation(Press press) {
        Transaction transaction = world.order.transaction();
        if (!world.has(Mutation.CANCELLATION_WITHOUT_LOCK)) {
            transaction.lock(List.of(press));
        }
        Order before = stored(press);
        if (before.cancel(Scenario.NOW, WINDOW) instanceof CancellationOutcome.Accepted(Order cancelled)) {
            transaction.write(() -> save(press, before, cancelled));
        }
        cancelling.put(press, transaction);
    }

    boolean isCancelling(Press press) {
        return cancelling.containsKey(press);
    }

    void commitCancellation(Press press) {
        Objects.requireNonNull(cancelling.remove(press)).commit();
        world.committed();
    }

    void crash() {
        new ArrayList<>(cancelling.values()).forEach(Transaction::rollBack);
        cancelling.clear();
    }

    boolean isBusy() {
        return !cancelling.isEmpty();
    }
}
