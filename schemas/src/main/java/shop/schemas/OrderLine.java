package shop.schemas;

import java.util.Objects;

/**
 * One line of a placed order, with the price that held when it was placed.
 *
 * @param name the product's name as the shopper saw it
 * @param quantity units, at least 1
 */
public record OrderLine(String sku, String name, int quantity, Money unitPrice) {

    public OrderLine {
        Objects.requireNonNull(sku, "sku");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(unitPrice, "unitPrice");
        if (quantity < 1) {
            throw new IllegalArgumentException("quantity must be at least 1: " + quantity);
        }
    }

    public Money total() {
        return unitPrice.times(quantity);
    }
}
