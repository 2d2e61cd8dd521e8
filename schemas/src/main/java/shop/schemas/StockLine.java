package shop.schemas;

import java.util.Objects;

/** Units of one SKU that were reserved for an order or released from it; at least 1. */
public record StockLine(String sku, int quantity) {

    public StockLine {
        Objects.requireNonNull(sku, "sku");
        if (quantity < 1) {
            throw new IllegalArgumentException("quantity must be at least 1: " + quantity);
        }
    }
}
