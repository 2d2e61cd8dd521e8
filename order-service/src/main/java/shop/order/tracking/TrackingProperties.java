package shop.order.tracking;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param heartbeat how often a stream without news sends a sign of life, which also shows whether its reader is still there
 * @param lookInterval the pause between two polls of the database for changes made by other processes; an order that does not
 *     change is read in the 1st, 2nd and 4th poll, then in every 8th
 * @param unknownLimit how long a stream waits for an order to become known before it ends
 */
@Validated
@ConfigurationProperties("shop.order.tracking")
record TrackingProperties(
        @DefaultValue("2s") @DurationMin(millis = 10) Duration heartbeat,
        @DefaultValue("250ms") @DurationMin(millis = 10) Duration lookInterval,
        @DefaultValue("60s") @DurationMin(millis = 10) Duration unknownLimit) {}
