package shop.messaging;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long rows stay, in days.
 *
 * @param outboxDays published events; after a lost slot older events cannot be published again
 * @param inboxDays ids of handled events; must be longer than the topics, and the outboxes behind them, keep an event
 * @param daysAhead for how many days partitions are made in advance
 */
@ConfigurationProperties("shop.retention")
public record PartitionProperties(
        @DefaultValue("7") int outboxDays,
        @DefaultValue("14") int inboxDays,
        @DefaultValue("7") int daysAhead) {}
