package shop.messaging;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ContainerProperties;

/**
 * Makes the containers behind {@code @KafkaListener}. They hand over batches of records with text keys and raw values. When a
 * listener throws, the consumer pauses and tries the same batch again, without limit ({@link EndlessRetry}). A partition that
 * cannot be read stands still alone ({@link SteadyConsumer}).
 *
 * <p>Offsets are committed after the listener has returned, once a second and not after every batch: for a commit the broker has
 * to write, and the next event would wait for that. The inbox drops what is delivered again after a crash.
 *
 * <p>The {@link Inbox} throws only when infrastructure is broken; it stores poison records itself. So nothing is ever skipped
 * here.
 *
 * <p>Groups use the classic protocol: the thread that polls reads the socket itself and sleeps until there is something (ADR
 * 0015). The poll time-out says only how late the offsets of the last events before a quiet moment are committed.
 */
final class ListenerContainers {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration SESSION = Duration.ofSeconds(6);
    private static final Duration FETCH = Duration.ofSeconds(5);
    private static final Duration COMMIT = Duration.ofSeconds(1);

    private ListenerContainers() {}

    static ConcurrentKafkaListenerContainerFactory<String, byte[]> factory(
            Map<String, Object> kafka, ConsumerProperties settings, Standstills standstills, Clock clock) {
        var factory = new ConcurrentKafkaListenerContainerFactory<String, byte[]>();
        factory.setConsumerFactory(new DefaultKafkaConsumerFactory<>(consumer(kafka, settings)) {
            @Override
            protected Consumer<String, byte[]> createRawConsumer(Map<String, Object> ofListener) {
                return new SteadyConsumer(ofListener, settings, standstills, clock);
            }
        });
        factory.setBatchListener(true);
        factory.setConcurrency(settings.concurrency());
        factory.setCommonErrorHandler(new EndlessRetry(settings, standstills, clock));
        // A topic that does not exist yet is found once it does.
        factory.setMissingTopicsFatal(false);
        ContainerProperties container = factory.getContainerProperties();
        container.setPollTimeout(POLL.toMillis());
        container.setAckMode(ContainerProperties.AckMode.TIME);
        container.setAckTime(COMMIT.toMillis());
        // An event carries its trace itself; a span of a batch would belong to none of them. The inbox has the metrics.
        container.setObservationEnabled(false);
        container.setMicrometerEnabled(false);
        container.setAuthExceptionRetryInterval(settings.longestRetry());
        container.setStopImmediate(true);
        return factory;
    }

    private static Map<String, Object> consumer(Map<String, Object> kafka, ConsumerProperties settings) {
        var all = new HashMap<>(kafka);
        all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        all.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        all.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        all.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Math.toIntExact(SESSION.toMillis()));
        all.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, Math.toIntExact(SESSION.toMillis() / 3));
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.maxPollRecords());
        all.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        all.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Math.toIntExact(FETCH.toMillis()));
        all.put(ConsumerConfig.RECONNECT_BACKOFF_MS_CONFIG, 50);
        all.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
        // A topic that is made after the subscription is found within this time.
        all.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        return all;
    }
}
