package shop.order.tracking;

import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import shop.order.status.Orders;
import shop.order.status.Orders.ShopperOrder;

/**
 * Polls the database for changes that another process made: one query for all watched orders that are due, none when nobody
 * watches. A failure has a line in the log when it begins and when it ends, not for each of the polls between.
 */
@Component
@EnableScheduling
class DatabasePoll {

    private static final Logger log = LoggerFactory.getLogger(DatabasePoll.class);

    private final WatchRegistry watches;
    private final Orders orders;
    private boolean failing;

    DatabasePoll(WatchRegistry watches, Orders orders) {
        this.watches = watches;
        this.orders = orders;
    }

    @Scheduled(fixedDelayString = "${shop.order.tracking.look-interval:250ms}")
    void poll() {
        Set<ShopperOrder> due = watches.takeDueForPoll();
        try {
            orders.timelines(due).forEach(watches::offer);
            if (failing && !due.isEmpty()) {
                failing = false;
                log.info("Watched orders are looked up again.");
            }
        } catch (RuntimeException e) {
            // The next poll finds the same changes; followers keep their connections.
            if (!failing) {
                log.warn("{} watched orders could not be looked up; it is tried again: {}", due.size(), e.toString());
            }
            failing = true;
        }
    }
}
