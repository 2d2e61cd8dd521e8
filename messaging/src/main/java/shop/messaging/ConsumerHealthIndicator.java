package shop.messaging;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether the listeners get on, and if not: which partition stands still at which offset, since when and why. Not part of
 * liveness or readiness: a restart would not help, and requests are answered all the same.
 */
final class ConsumerHealthIndicator extends AbstractHealthIndicator {

    private final Standstills standstills;

    ConsumerHealthIndicator(Standstills standstills) {
        super("The state of the consumers is unknown");
        this.standstills = standstills;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        Map<Standstills.Place, Standstills.Standstill> current = standstills.current();
        if (current.isEmpty()) {
            builder.up();
            return;
        }
        builder.outOfService();
        current.forEach((place, it) -> {
            var detail = new LinkedHashMap<String, Object>();
            detail.put("since", it.since());
            detail.put("attempts", it.attempts());
            detail.put("reason", it.reason());
            builder.withDetail(place.toString(), detail);
        });
    }
}
