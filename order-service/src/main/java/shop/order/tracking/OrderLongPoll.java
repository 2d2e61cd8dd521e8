package shop.order.tracking;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import shop.httpapi.LastingRequest;
import shop.httpapi.Shopper;
import shop.order.status.OrderView;
import shop.order.status.Orders;
import shop.order.status.Orders.ShopperOrder;

/** Long poll for an order that checkout has accepted and this service does not know yet. */
@Service
class OrderLongPoll {

    private final Orders orders;
    private final WatchRegistry watches;

    OrderLongPoll(Orders orders, WatchRegistry watches) {
        this.orders = orders;
        this.watches = watches;
    }

    /**
     * Waits until the shopper's order is known; empty if it is not within {@code limit}, or if the wait has to give way. Another shopper's
     * order is waited for like one that there is not, because a short answer would tell that there is one.
     */
    Optional<OrderView> find(Shopper shopper, UUID orderId, Duration limit) {
        try (Watch watch = watches.open(new ShopperOrder(orderId, shopper.id()))) {
            Optional<OrderView> known = orders.find(shopper, orderId);
            if (known.isPresent()) {
                return known;
            }
            LastingRequest.beginLimitedByCaller();
            return switch (watch.next(limit)) {
                case Watch.Signal.Changed _ -> orders.findOnPrimary(shopper, orderId);
                case Watch.Signal.TimedOut _ -> Optional.empty();
                case Watch.Signal.GaveWay _ -> Optional.empty();
                case Watch.Signal.Ended _ -> Optional.empty();
            };
        }
    }
}
