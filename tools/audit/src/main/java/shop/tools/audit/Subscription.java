package shop.tools.audit;

import java.util.List;

/**
 * One service that reads one topic.
 *
 * @param service the application's name, which is its consumer group too
 * @param database where its inbox lies
 */
record Subscription(String service, String database, String topic) {

    /** Every subscription of the shop. */
    static final List<Subscription> ALL = List.of(
            new Subscription("inventory-service", "inventory", "checkout.events"),
            new Subscription("order-service", "order", "checkout.events"),
            new Subscription("order-service", "order", "inventory.events"),
            new Subscription("inventory-service", "inventory", "order.events"));

    /** The name under which the inbox remembers ids. */
    String consumer() {
        return service + "/" + topic;
    }
}
