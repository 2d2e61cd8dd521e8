package shop.messaging;

import java.util.List;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** What retention could not do, or should not: a clock that leapt, days that are kept although they are expired. */
final class RetentionHealthIndicator extends AbstractHealthIndicator {

    private final PartitionMaintenance maintenance;

    RetentionHealthIndicator(PartitionMaintenance maintenance) {
        super("The state of the retention is unknown");
        this.maintenance = maintenance;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        List<String> problems = maintenance.problems();
        if (problems.isEmpty()) {
            builder.up();
        } else {
            builder.unknown().withDetail("problems", problems);
        }
    }
}
