package shop.messaging.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import shop.messaging.operations.LagController.Delay;
import shop.messaging.operations.LagController.Standstill;

class LagControllerTest {

    private static final Instant NOW = Instant.parse("2026-11-27T07:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LagController controller =
            new LagController("order-service", meters, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void outboxConsumersAndStandstillsHaveTheirSeconds() {
        meters.gauge("shop.relay.active", 1);
        meters.gauge("shop.outbox.lag", 12.5);
        meters.timer("shop.inbox.delay", "consumer", "order-service/checkout.events")
                .record(Duration.ofMillis(250));
        meters.timer("shop.inbox.delay", "consumer", "order-service/checkout.events")
                .record(Duration.ofMillis(1500));
        meters.gauge(
                "shop.consumer.standstill",
                Tags.of("topic", "inventory.events", "partition", "2", "offset", "4711", "listener", ""),
                61.0);

        LagController.View lag = controller.lag();

        assertThat(lag)
                .isEqualTo(new LagController.View(
                        "order-service",
                        NOW,
                        true,
                        12.5,
                        List.of(new Delay("order-service/checkout.events", 1.5)),
                        List.of(new Standstill("inventory.events 2 4711", 61.0))));
    }

    @Test
    void processThatStandsByDoesNotKnowTheOutbox() {
        meters.gauge("shop.relay.active", 0);
        meters.gauge("shop.outbox.lag", Double.NaN);

        assertThat(controller.lag().outboxSeconds()).isNull();
        assertThat(controller.lag().relaying()).isFalse();
    }
}
