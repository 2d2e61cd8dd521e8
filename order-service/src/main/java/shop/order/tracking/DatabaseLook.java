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
 * The one regular look at the database for changes that another process made: one query for all watched orders whose turn it
 * is, none when nobody watches.
 */
@Component
@EnableScheduling
class DatabaseLook {

    private static final Logger log = LoggerFactory.getLogger(DatabaseLook.class);

    private final OrderWatches watches;
    private final Orders orders;

    DatabaseLook(OrderWatches watches, Orders orders) {
        this.watches = watches;
        this.orders = orders;
    }

    @Scheduled(fixedDelayString = "${shop.order.tracking.look-interval:250ms}")
    void look() {
        Set<ShopperOrder> due = watches.dueForALook();
        try {
            orders.timelines(due).forEach(watches::tell);
        } catch (RuntimeException e) {
            // There is a next look; followers keep their connections and miss nothing.
            log.warn("{} watched orders could not be looked up: {}", due.size(), e.toString());
        }
    }
}
