/**
 * The shop's Kafka topics, for every service and tool that writes or reads them.
 *
 * <p>One class, {@link shop.topics.ShopTopics}. It stands between {@code schemas}, which is pure Java and knows no wire
 * format, and {@code event-codec}, which knows no event of the shop.
 */
@NullMarked
package shop.topics;

import org.jspecify.annotations.NullMarked;
