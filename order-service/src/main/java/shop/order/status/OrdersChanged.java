package shop.order.status;

import java.util.List;

/** Published within this process when the statuses of orders have changed; listen after commit. */
public record OrdersChanged(List<Timeline> timelines) {}
