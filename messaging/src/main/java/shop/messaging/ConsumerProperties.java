package shop.messaging;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * How a service reads topics.
 *
 * @param concurrency listener threads per {@code @KafkaListener}; more than the topic has partitions are idle
 * @param maxPollRecords the largest batch: one transaction
 * @param firstRetry how long a listener waits after a failure; doubles with every further failure
 * @param longestRetry the longest such wait
 * @param burialsInARow after so many dead letters in a row, without an event that took effect between them, no more are made
 */
@ConfigurationProperties("shop.consumer")
public record ConsumerProperties(
        @DefaultValue("1") int concurrency,
        @DefaultValue("500") int maxPollRecords,
        @DefaultValue("100ms") Duration firstRetry,
        @DefaultValue("5s") Duration longestRetry,
        @DefaultValue("20") int burialsInARow) {

    /** Without an end. */
    public BackOff backOff() {
        var backOff = new ExponentialBackOff(firstRetry.toMillis(), 2);
        backOff.setMaxInterval(longestRetry.toMillis());
        return backOff;
    }
}
