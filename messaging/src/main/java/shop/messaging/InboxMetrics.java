package shop.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import shop.eventcodec.EventHeaders;

/** What the inbox counts, per consumer. */
class InboxMetrics {

    private final MeterRegistry registry;
    private final Clock clock;

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
        count("shop.inbox.consumed", consumer, fresh);
        count("shop.inbox.duplicates", consumer, duplicates);
        Instant made = EventHeaders.timeOf(oldest);
        if (made != null && fresh > 0) {
            Timer.builder("shop.inbox.delay")
                    .description(
                            "From the making of an event to the commit of its effects, for the first of each batch")
                    .tag("consumer", consumer)
                    .register(registry)
                    .record(Duration.between(made, clock.instant()));
        }
    }

    void unknownType(String consumer) {
        count("shop.inbox.unknown.type", consumer, 1);
    }

    void deadLetter(String consumer) {
        count("shop.inbox.dead.letters", consumer, 1);
    }

    private void count(String name, String consumer, int events) {
        registry.counter(name, "consumer", consumer).increment(events);
    }
}
