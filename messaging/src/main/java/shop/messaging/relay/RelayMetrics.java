package shop.messaging.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** What the relay counts. */
final class RelayMetrics {

    private final Counter published;
    private final Map<Reason, Counter> reEmitted = new EnumMap<>(Reason.class);
    private final AtomicInteger active = new AtomicInteger();

    /** Why an event was not published from the log, or not only. */
    enum Reason {
        /** The slot was missing or lost. */
        SLOT,
        /** The log did not show the event, although the slot had passed it. */
        GAP,
        /** The relay before had not proven that it was published. */
        UNPROVEN,
        /** An operator asked for it. */
        REQUEST
    }

    RelayMetrics(MeterRegistry registry) {
        this.published = Counter.builder("shop.outbox.published")
                .description("Events acknowledged by the broker, re-emitted ones included")
                .register(registry);
        for (Reason reason : Reason.values()) {
            reEmitted.put(
                    reason,
                    Counter.builder("shop.outbox.reemitted")
                            .description("Events published from the table instead of the log")
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        registry.gauge("shop.relay.active", active);
    }

    static void register(MeterRegistry registry, OutboxRelay relay) {
        Gauge.builder("shop.relay.waiting", relay, OutboxRelay::waitingSeconds)
                .description("How long this process has neither relayed nor stood by")
                .baseUnit("seconds")
                .register(registry);
        OutboxProof proof = relay.proof();
        Gauge.builder("shop.outbox.lag", proof, OutboxProof::lagSeconds)
                .description("Age of the oldest committed row that the broker has not acknowledged")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("shop.outbox.slot.retained", proof, OutboxProof::retainedBytes)
                .description("Log the server keeps for the slot")
                .baseUnit("bytes")
                .register(registry);
    }

    Counter published() {
        return published;
    }

    Counter reEmitted(Reason reason) {
        return Objects.requireNonNull(reEmitted.get(reason));
    }

    void active(boolean now) {
        active.set(now ? 1 : 0);
    }
}
