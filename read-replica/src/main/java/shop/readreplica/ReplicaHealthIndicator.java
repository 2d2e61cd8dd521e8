package shop.readreplica;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Tells whether reads go to the replica. Never worse than unknown: without it the primary answers. */
final class ReplicaHealthIndicator extends AbstractHealthIndicator {

    private final ReplicaReads reads;
    private final ReplayLag lag;

    ReplicaHealthIndicator(ReplicaReads reads, ReplayLag lag) {
        super("The replica's state is unknown");
        this.reads = reads;
        this.lag = lag;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.up().withDetail("lag", lag.now());
        reads.trouble()
                .ifPresent(trouble -> builder.unknown()
                        .withDetail("readsFrom", "primary")
                        .withDetail("reason", trouble.why().tag())
                        .withDetail("detail", trouble.detail()));
    }
}
