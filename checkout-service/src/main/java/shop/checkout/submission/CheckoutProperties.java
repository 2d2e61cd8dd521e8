package shop.checkout.submission;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param ordersPerProduct so many orders of one shopper may have the same product within the period; one more is refused
 * @param ordersPerProductPeriod the time that an order counts
 */
@Validated
@ConfigurationProperties("shop.checkout")
record CheckoutProperties(
        @DefaultValue("10") @Min(1) int ordersPerProduct,
        @DefaultValue("24h") @DurationMin(seconds = 1) Duration ordersPerProductPeriod) {

    RepeatLimit repeatLimit() {
        return new RepeatLimit(ordersPerProduct, ordersPerProductPeriod);
    }
}
