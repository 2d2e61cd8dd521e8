package shop.messaging;

import shop.eventcodec.Topic;

/**
 * A topic that a service reads.
 *
 * @param consumer the name under which the ids of its events are remembered; never changed, and never used for another topic
 */
public record Subscription<E>(String consumer, Topic<E> topic) {}
