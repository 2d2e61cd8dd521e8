package shop.order.tracking;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import shop.order.status.Orders.ShopperOrder;
import shop.order.status.OrdersChanged;
import shop.order.status.Timeline;

/**
 * The open watches of this process, by order and shopper: a watch on another shopper's order gets nothing.
 *
 * <p>Safe for use by several threads. When the process stops, all watches end before the web server waits for its requests
 * to end, and one opened later ends at once.
 */
@Component
class WatchRegistry implements SmartLifecycle {

    private final Map<ShopperOrder, Set<Watch>> watches = new ConcurrentHashMap<>();
    private final WatchLimits limits;
    private volatile boolean running = true;

    WatchRegistry(TrackingProperties properties, MeterRegistry metrics) {
        limits = new WatchLimits(properties.perOrder(), properties.perShopper(), properties.most());
        metrics.gauge("shop.order.watches", this, WatchRegistry::count);
    }

    /** The caller closes the watch. Older ones give way if there are too many. */
    Watch open(ShopperOrder order) {
        var watch = new Watch(order, closed -> remove(order, closed));
        watches.compute(order, (_, known) -> {
            Set<Watch> all = known == null ? new CopyOnWriteArraySet<>() : known;
            all.add(watch);
            return all;
        });
        limits.enter(order, watch);
        // Read after it was added: either stop() sees the watch or this sees the stop.
        if (!running) {
            watch.end();
        }
        return watch;
    }

    private void remove(ShopperOrder order, Watch watch) {
        limits.leave(order, watch);
        watches.computeIfPresent(order, (_, all) -> {
            all.remove(watch);
            return all.isEmpty() ? null : all;
        });
    }

    /** Runs on the thread that committed; nothing here blocks. */
    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
    void onOrdersChanged(OrdersChanged change) {
        change.timelines().forEach(this::offer);
    }

    void offer(Timeline timeline) {
        forEach(new ShopperOrder(timeline.orderId(), timeline.shopperId()), watch -> watch.offer(timeline));
    }

    private void forEach(ShopperOrder order, Consumer<Watch> action) {
        watches.getOrDefault(order, Set.of()).forEach(action);
    }

    /** The orders that the poll of the database that runs now has to read; call it once a poll. */
    Set<ShopperOrder> takeDueForPoll() {
        var due = new HashSet<ShopperOrder>();
        watches.forEach((order, all) -> all.forEach(watch -> {
            if (watch.pollIsDue()) {
                due.add(order);
            }
        }));
        return due;
    }

    int count() {
        return watches.values().stream().mapToInt(Set::size).sum();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        watches.keySet().forEach(order -> forEach(order, Watch::end));
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
