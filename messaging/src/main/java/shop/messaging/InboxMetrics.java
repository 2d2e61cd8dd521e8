package shop.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import shop.eventcodec.EventHeaders;

/** What the inbox counts, per consumer. */
class InboxMetrics {

    private final MeterRegistry registry;
    private final Clock clock;

    /** Looking a meter up in the registry costs more than counting. */
    private final Map<String, Meters> meters = new ConcurrentHashMap<>();

    InboxMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /**
     * A batch took effect.
     *
     * @param oldest the first event of the batch; the time since it was made is the consumer's delay
     */
    void handled(String consumer, int fresh, int duplicates, UUID oldest) {
        Meters of = meters.computeIfAbsent(consumer, this::register);
        of.consumed.increment(fresh);
        of.duplicates.increment(duplicates);
        Instant made = EventHeaders.timeOf(oldest);
        if (made != null && fresh > 0) {
            of.delay.record(Duration.between(made, clock.instant()));
        }
    }

    void unknownType(String consumer) {
        counter("shop.inbox.unknown.type", consumer).increment();
    }

    void deadLetter(String consumer) {
        counter("shop.inbox.dead.letters", consumer).increment();
    }

    void parked(String consumer) {
        counter("shop.inbox.parked", consumer).increment();
    }

    private Meters register(String consumer) {
        return new Meters(
                counter("shop.inbox.consumed", consumer),
                counter("shop.inbox.duplicates", consumer),
                Timer.builder("shop.inbox.delay")
                        .description(
                                "From the making of an event to the commit of its effects, for the first of each batch")
                        .tag("consumer", consumer)
                        .register(registry));
    }

    private Counter counter(String name, String consumer) {
        return registry.counter(name, "consumer", consumer);
    }

    private record Meters(Counter consumed, Counter duplicates, Timer delay) {}
}
