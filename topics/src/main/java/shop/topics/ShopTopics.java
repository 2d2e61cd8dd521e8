package shop.topics;

import java.util.List;
import shop.eventcodec.Topic;
import shop.schemas.CheckoutEvent;
import shop.schemas.InventoryEvent;
import shop.schemas.OrderEvent;

/** Which events are on which topic. The key is the order's id on all of them. */
public final class ShopTopics {

    public static final Topic<CheckoutEvent> CHECKOUT_EVENTS =
            new Topic<>(CheckoutEvent.AGGREGATE_TYPE, CheckoutEvent.TYPES, CheckoutEvent::orderId);

    public static final Topic<InventoryEvent> INVENTORY_EVENTS =
            new Topic<>(InventoryEvent.AGGREGATE_TYPE, InventoryEvent.TYPES, InventoryEvent::orderId);

    public static final Topic<OrderEvent> ORDER_EVENTS =
            new Topic<>(OrderEvent.AGGREGATE_TYPE, OrderEvent.TYPES, OrderEvent::orderId);

    public static final List<Topic<?>> ALL = List.of(CHECKOUT_EVENTS, INVENTORY_EVENTS, ORDER_EVENTS);

    private ShopTopics() {}
}
