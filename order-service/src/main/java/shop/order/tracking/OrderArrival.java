package shop.order.tracking;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import shop.httpapi.Shopper;
import shop.order.status.OrderView;
import shop.order.status.Orders;
import shop.order.status.Orders.ShopperOrder;

/** Bridges the moment between a checkout's answer and the order being known here. */
@Service
class OrderArrival {

    private final Orders orders;
    private final OrderWatches watches;

    OrderArrival(Orders orders, OrderWatches watches) {
        this.orders = orders;
        this.watches = watches;
    }

    /** The shopper's order as soon as it is known; empty if it is not after {@code limit} or belongs to another. */
    Optional<OrderView> await(Shopper shopper, UUID orderId, Duration limit) {
        try (Watch watch = watches.open(new ShopperOrder(orderId, shopper.id()))) {
            Optional<OrderView> known = orders.find(shopper, orderId);
            if (known.isPresent() || orders.belongsToAnother(shopper, orderId)) {
                return known;
            }
            return switch (watch.next(limit)) {
                case Watch.News.Changed changed -> orders.findOnPrimary(shopper, orderId);
                case Watch.News.None none -> Optional.empty();
                case Watch.News.Ended ended -> Optional.empty();
            };
        }
    }
}
