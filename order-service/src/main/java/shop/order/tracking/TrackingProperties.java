package shop.order.tracking;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param heartbeat how often a stream without news shows that it is alive, and finds out whether its reader is
 * @param lookInterval the pause between two looks at the database for changes made by other processes; an order without news is
 *     looked up after 1, 2 and 4 of them, then after every eighth
 * @param unknownLimit how long a stream waits for an order to become known before it ends
 */
@Validated
@ConfigurationProperties("shop.order.tracking")
record TrackingProperties(
        @DefaultValue("2s") @DurationMin(millis = 10) Duration heartbeat,
        @DefaultValue("250ms") @DurationMin(millis = 10) Duration lookInterval,
        @DefaultValue("60s") @DurationMin(millis = 10) Duration unknownLimit) {}
