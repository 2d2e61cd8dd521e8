package shop.messaging.relay;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the relay reads the outbox.
 *
 * @param enabled whether this process takes part in relaying
 * @param slot the replication slot: one per outbox, the same for every instance of the service
 * @param url the JDBC URL of the primary itself, since proxies refuse replication; the service's own data source if absent
 * @param username a role with REPLICATION and SELECT on the outbox
 * @param maxInFlight how many records may be sent and not yet acknowledged
 * @param slotRetryInterval how often a standby asks whether the slot is free: one small query each time
 * @param stopTimeout how long a stop waits for acknowledgements; the next relay publishes again what was not acknowledged by
 *     then
 */
@ConfigurationProperties("shop.relay")
public record RelayProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String slot,
        @Nullable String url,
        @DefaultValue("") String username,
        @DefaultValue("") String password,
        @DefaultValue("1000") int maxInFlight,
        @DefaultValue("50ms") Duration slotRetryInterval,
        @DefaultValue("5s") Duration stopTimeout) {

    @Override
    public String toString() {
        return "RelayProperties[enabled=" + enabled + ", slot=" + slot + ", url=" + url + ", username=" + username
                + "]";
    }
}
