package shop.messaging;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether the listeners get on, and if not: which partition stands still at which offset, since when and why, and where
 * events may be missing. DOWN if a consumer has stopped to make dead letters, because this release fails on everything. Not part of liveness or readiness: a restart would not help, and requests are answered all the same.
 */
final class ConsumerHealthIndicator extends AbstractHealthIndicator {

    private final Standstills standstills;
    private final ConsumerBreaks breaks;
    private final EpidemicBrake brake;

    ConsumerHealthIndicator(Standstills standstills, ConsumerBreaks breaks, EpidemicBrake brake) {
        super("The state of the consumers is unknown");
        this.standstills = standstills;
        this.breaks = breaks;
        this.brake = brake;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        Map<Standstills.Place, Standstills.Standstill> current = standstills.current();
        List<ConsumerBreaks.Break> open = breaks.open();
        Map<String, String> epidemics = brake.on();
        if (current.isEmpty() && open.isEmpty() && epidemics.isEmpty()) {
            builder.up();
            return;
        }
        builder.outOfService();
        if (!epidemics.isEmpty()) {
            builder.down().withDetail("epidemics", epidemics);
        }
        if (!open.isEmpty()) {
            builder.withDetail("breaks", open.stream().map(String::valueOf).toList());
        }
        current.forEach((place, it) -> {
            var detail = new LinkedHashMap<String, Object>();
            detail.put("since", it.since());
            detail.put("attempts", it.attempts());
            detail.put("reason", it.reason());
            builder.withDetail(place.toString(), detail);
        });
    }
}
