package shop.messaging.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** What the relay counts. */
final class RelayMetrics {

    private final Counter published;
    private final Counter reEmitted;
    private final AtomicInteger active = new AtomicInteger();

    RelayMetrics(MeterRegistry registry) {
        this.published = Counter.builder("shop.outbox.published")
                .description("Events acknowledged by the broker, re-emitted ones included")
                .register(registry);
        this.reEmitted = Counter.builder("shop.outbox.reemitted")
                .description("Events published again because the slot was missing or lost")
                .register(registry);
        registry.gauge("shop.relay.active", active);
    }

    static void register(MeterRegistry registry, OutboxLag lag) {
        Gauge.builder("shop.outbox.lag", lag, OutboxLag::seconds)
                .description("Age of the oldest committed row that the broker has not acknowledged")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("shop.outbox.slot.retained", lag, OutboxLag::retainedBytes)
                .description("Log the server keeps for the slot")
                .baseUnit("bytes")
                .register(registry);
    }

    Counter published() {
        return published;
    }

    Counter reEmitted() {
        return reEmitted;
    }

    void active(boolean now) {
        active.set(now ? 1 : 0);
    }
}
