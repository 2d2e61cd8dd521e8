package shop.messaging;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long rows stay, in days.
 *
 * @param outboxDays published events; the way back after a lost slot reaches no further
 * @param inboxDays ids of handled events; must be more than the outboxes one reads from keep, and than the topics keep
 * @param daysAhead how many days' partitions are made in advance
 */
@ConfigurationProperties("shop.retention")
public record PartitionProperties(
        @DefaultValue("7") int outboxDays,
        @DefaultValue("14") int inboxDays,
        @DefaultValue("7") int daysAhead) {}
