package shop.order.status;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** @param cancellationWindow how long after its placing an order can be cancelled */
@Validated
@ConfigurationProperties("shop.order")
record OrderProperties(@DefaultValue("30m") @DurationMin Duration cancellationWindow) {}
