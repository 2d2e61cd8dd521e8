package shop.order.tracking;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import shop.order.status.Orders.ShopperOrder;

/**
 * Bounds how many watches one order, one shopper, and all together have. Nobody is refused: the oldest gives way, so that a page
 * opened now always works. Of all, one for an order that nobody has seen goes first, because such orders can be made up.
 *
 * <p>Safe for use by several threads.
 */
final class WatchLimits {

    /** In the place of an order or a shopper: all watches there are. */
    private static final Object ALL = new Object();

    private final int perOrder;
    private final int perShopper;
    private final int most;

    /** Each from the oldest to the newest. */
    private final Map<Object, Set<Watch>> groups = new HashMap<>();

    /** @param most of all orders and shoppers together */
    WatchLimits(int perOrder, int perShopper, int most) {
        this.perOrder = perOrder;
        this.perShopper = perShopper;
        this.most = most;
    }

    synchronized void enter(ShopperOrder order, Watch watch) {
        for (Object group : groupsOf(order)) {
            groups.computeIfAbsent(group, _ -> new LinkedHashSet<>()).add(watch);
        }
        bound(order, perOrder);
        bound(order.shopperId(), perShopper);
        bound(ALL, most);
    }

    synchronized void leave(ShopperOrder order, Watch watch) {
        for (Object group : groupsOf(order)) {
            groups.computeIfPresent(group, (_, watches) -> {
                watches.remove(watch);
                return watches.isEmpty() ? null : watches;
            });
        }
    }

    private static Object[] groupsOf(ShopperOrder order) {
        return new Object[] {order, order.shopperId(), ALL};
    }

    private void bound(Object group, int most) {
        Set<Watch> watches = groups.getOrDefault(group, Set.of());
        if (watches.size() > most) {
            Watch oldest = watches.stream()
                    .filter(watch -> group == ALL && !watch.isOfKnownOrder())
                    .findFirst()
                    .orElseGet(() -> watches.iterator().next());
            leave(oldest.order(), oldest);
            oldest.giveWay();
        }
    }
}
