package shop.messaging.relay;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import shop.testing.servers.Infrastructure;

/** Relays outside an application context. */
final class Relays {

    private Relays() {}

    static RelayProperties settings(String url, String slot, String username) {
        return new RelayProperties(
                true, slot, url, username, Infrastructure.PASSWORD, 1000, Duration.ofMillis(50), Duration.ofSeconds(5));
    }

    static OutboxRelay relay(RelayProperties settings, String bootstrapServers, MeterRegistry registry) {
        return relay(settings, bootstrapServers, registry, Clock.systemUTC());
    }

    static OutboxRelay relay(RelayProperties settings, String bootstrapServers, MeterRegistry registry, Clock clock) {
        Map<String, Object> kafka = Map.of("bootstrap.servers", bootstrapServers);
        return new OutboxRelay(
                settings,
                new RelaySlot(settings.slot()),
                new RelayDatabase(settings.url(), settings.username(), settings.password()),
                () -> new OutboxPublisher(kafka, clock),
                new RelayMetrics(registry),
                clock);
    }

    /** How many events were published from the table for this reason. */
    static double reEmitted(MeterRegistry registry, String reason) {
        return registry.get("shop.outbox.reemitted")
                .tag("reason", reason)
                .counter()
                .count();
    }
}
