package shop.messaging;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a service reads topics.
 *
 * @param concurrency listener threads per {@code @KafkaListener}; more than the topic has partitions are idle
 * @param maxPollRecords the largest batch: one transaction
 * @param firstRetry how long a batch waits after broken infrastructure; doubles with every further failure
 * @param longestRetry the longest such wait
 */
@ConfigurationProperties("shop.consumer")
public record ConsumerProperties(
        @DefaultValue("1") int concurrency,
        @DefaultValue("500") int maxPollRecords,
        @DefaultValue("100ms") Duration firstRetry,
        @DefaultValue("5s") Duration longestRetry) {}
