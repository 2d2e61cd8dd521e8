package shop.messaging.operations;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import shop.opsapi.OpsController;
import shop.opsapi.Requires;
import shop.opsapi.Role;

/** Says how far the outbox and the consumers of this process are behind, in seconds, out of the metrics that have the same. */
@OpsController
class LagController {

    private final String service;
    private final MeterRegistry meters;
    private final Clock clock;

    LagController(String service, MeterRegistry meters, Clock clock) {
        this.service = service;
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * @param outboxSeconds age of the oldest committed row that the broker has not acknowledged; absent while another process relays, and
     *     without an outbox
     * @param standstills what does not get on; usually none
     */
    record View(
            String service,
            Instant at,
            boolean relaying,
            @Nullable Double outboxSeconds,
            List<Delay> consumers,
            List<Standstill> standstills) {}

    /** @param slowestSeconds from an event's time to its effect, the slowest of the last minutes */
    record Delay(String consumer, double slowestSeconds) {}

    /** @param place a partition and an offset, or a listener */
    record Standstill(String place, double seconds) {}

    @GetMapping("/lag")
    @Requires(Role.VIEWER)
    View lag() {
        return new View(
                service,
                clock.instant(),
                number(meters.find("shop.relay.active").gauge()).orElse(0.0) > 0,
                number(meters.find("shop.outbox.lag").gauge()).orElse(null),
                meters.find("shop.inbox.delay").timers().stream()
                        .map(LagController::delay)
                        .sorted(Comparator.comparing(Delay::consumer))
                        .toList(),
                meters.find("shop.consumer.standstill").gauges().stream()
                        .map(gauge -> new Standstill(place(gauge), gauge.value()))
                        .sorted(Comparator.comparing(Standstill::place))
                        .toList());
    }

    /** A gauge that does not know its value says NaN, which JSON cannot. */
    private static Optional<Double> number(@Nullable Gauge gauge) {
        return Optional.ofNullable(gauge).map(Gauge::value).filter(Double::isFinite);
    }

    private static Delay delay(Timer timer) {
        return new Delay(Objects.requireNonNull(timer.getId().getTag("consumer")), timer.max(TimeUnit.SECONDS));
    }

    private static String place(Gauge gauge) {
        return Stream.of("topic", "partition", "offset", "listener")
                .map(tag -> Objects.requireNonNullElse(gauge.getId().getTag(tag), ""))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
    }
}
