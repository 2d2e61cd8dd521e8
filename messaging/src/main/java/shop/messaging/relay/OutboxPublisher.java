package shop.messaging.relay;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends outbox rows to Kafka, in order per key.
 *
 * <p>The producer is idempotent, waits for all in-sync replicas, and never lets a send expire: an expired one could be
 * overtaken by a later one of the same key. After a failed send this publisher must not be used any more: the caller
 * closes it and starts again from the last confirmed position with a new one. Safe for use by several threads.
 */
final class OutboxPublisher implements AutoCloseable {

    private final Producer<String, byte[]> producer;
    private final Clock clock;

    /** How far the wall clock was ahead of {@link System#nanoTime} at most, in nanoseconds. */
    private long furthestAhead;

    /** @param clock the wall clock of this process */
    OutboxPublisher(Map<String, Object> settings, Clock clock) {
        this.clock = clock;
        this.furthestAhead = ahead();
        this.producer = new KafkaProducer<>(withGuarantees(settings));
    }

    /**
     * Sends one row and returns before it is acknowledged; the first send waits for the broker.
     *
     * @param onAcknowledged told the event's id before the entry counts as acknowledged
     */
    <P> void send(OutboxRecord row, InFlight.Entry<P> entry, InFlight<P> inFlight, Consumer<UUID> onAcknowledged) {
        // A clock that goes ahead and back between two looks is noticed too.
        clockWentBackBy();
        producer.send(row.toKafka(), (_, failure) -> {
            if (failure == null) {
                onAcknowledged.accept(row.id());
                inFlight.acknowledged(entry);
            } else {
                inFlight.failed(new RefusedEventException(row, failure));
            }
        });
    }

    /** Learns what the first send to the topic would wait for. */
    void prepare(String topic) {
        producer.partitionsFor(topic);
    }

    /**
     * How far the wall clock was set back since this publisher was made. Kafka's producer counts its pauses by that clock: what
     * it wants to send again waits until the clock is where it was.
     */
    synchronized Duration clockWentBackBy() {
        long ahead = ahead();
        furthestAhead = Math.max(furthestAhead, ahead);
        return Duration.ofNanos(furthestAhead - ahead);
    }

    private long ahead() {
        return ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant()) - System.nanoTime();
    }

    /** Waits until everything sent is acknowledged or has failed. */
    void flush() {
        producer.flush();
    }

    /** Drops what is not acknowledged yet; sends that wait in another thread fail. */
    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }

    private static Map<String, Object> withGuarantees(Map<String, Object> settings) {
        var all = new HashMap<>(settings);
        all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 20_000);
        all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        all.put(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, 50);
        all.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
        all.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 50);
        all.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 1000);
        return all;
    }
}
