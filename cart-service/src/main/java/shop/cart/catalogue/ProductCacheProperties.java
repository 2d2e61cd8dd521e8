package shop.cart.catalogue;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param freshFor how long a product is answered from the cache before inventory is asked again
 * @param knownFor how long it is answered from the cache while inventory does not answer
 */
@Validated
@ConfigurationProperties("shop.cart.catalogue")
record ProductCacheProperties(
        @DefaultValue("1s") @DurationMin Duration freshFor,
        @DefaultValue("5m") @DurationMin Duration knownFor) {}
