package shop.cart.catalogue;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param freshFor how long what inventory said of a product is taken for what it says now
 * @param knownFor how long it is good enough while inventory does not answer
 */
@Validated
@ConfigurationProperties("shop.cart.catalogue")
record CatalogueProperties(
        @DefaultValue("1s") @DurationMin Duration freshFor,
        @DefaultValue("5m") @DurationMin Duration knownFor) {}
