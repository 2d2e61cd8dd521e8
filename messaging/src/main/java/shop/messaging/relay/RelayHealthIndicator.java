package shop.messaging.relay;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether the outbox is being published, as far as this process knows. Not part of liveness or readiness: a service whose
 * relay is broken still takes orders, and a restart would not help.
 */
final class RelayHealthIndicator extends AbstractHealthIndicator {

    private final OutboxRelay relay;

    RelayHealthIndicator(OutboxRelay relay) {
        super("The relay's state is unknown");
        this.relay = relay;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        RelayStatus status = relay.status();
        switch (status.state()) {
            case RELAYING, STANDBY -> builder.up();
            case STARTING -> builder.unknown();
            case STOPPED, RECOVERING, WAITING, FAILING -> builder.outOfService();
        }
        builder.withDetail("state", status.state()).withDetail("since", status.since());
        if (!status.detail().isEmpty()) {
            builder.withDetail("detail", status.detail());
        }
        OutboxProof.Gap gap = relay.proof().newestGap();
        if (gap != null) {
            builder.withDetail("newestGap", gap.events() + " events, published from the table at " + gap.foundAt());
        }
    }
}
