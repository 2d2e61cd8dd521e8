package shop.cart.catalogue;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Objects;
import shop.schemas.Money;

/**
 * A product as inventory sells it at the moment.
 *
 * @param available units that could be reserved now; not a promise
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Product(String sku, String name, Money price, int available) {

    public Product {
        Objects.requireNonNull(sku, "sku");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(price, "price");
    }
}
