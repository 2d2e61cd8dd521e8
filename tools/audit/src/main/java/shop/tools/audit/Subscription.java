package shop.tools.audit;

import java.util.List;
import shop.eventcodec.Topic;
import shop.topics.ShopTopics;

/**
 * One service that reads one topic.
 *
 * @param service the application's name, which is its consumer group too
 * @param database where its inbox lies
 * @param producer the database whose outbox feeds the topic
 */
public record Subscription(String service, String database, String topic, String producer) {

    /** Every subscription of the shop. */
    static final List<Subscription> ALL = List.of(
            of("inventory", ShopTopics.CHECKOUT_EVENTS),
            of("order", ShopTopics.CHECKOUT_EVENTS),
            of("order", ShopTopics.INVENTORY_EVENTS),
            of("inventory", ShopTopics.ORDER_EVENTS));

    private static Subscription of(String database, Topic<?> topic) {
        // An outbox holds the events of one aggregate type, and its database has that name.
        return new Subscription(database + "-service", database, topic.name(), topic.aggregateType());
    }

    /** The name under which the inbox remembers ids. */
    String consumer() {
        return service + "/" + topic;
    }
}
