package shop.order.tracking;

import jakarta.validation.constraints.Min;
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
 * @param perOrder so many streams and waits of one shopper for one order; when one more comes, the oldest ends
 * @param perShopper so many of one shopper, likewise
 * @param most so many in this process; the oldest for an order that is not known gives way first
 */
@Validated
@ConfigurationProperties("shop.order.tracking")
record TrackingProperties(
        @DefaultValue("2s") @DurationMin(millis = 10) Duration heartbeat,
        @DefaultValue("250ms") @DurationMin(millis = 10) Duration lookInterval,
        @DefaultValue("60s") @DurationMin(millis = 10) Duration unknownLimit,
        @DefaultValue("8") @Min(1) int perOrder,
        @DefaultValue("16") @Min(1) int perShopper,
        @DefaultValue("1000") @Min(1) int most) {}
