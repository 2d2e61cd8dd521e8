package shop.schemas;

import java.util.Objects;

/**
 * Why a line could not be reserved: more was asked for than there was at the moment of the decision.
 *
 * @param available what could have been reserved instead, 0 for an unknown SKU
 */
public record Shortage(String sku, int requested, int available) {

    public Shortage {
        Objects.requireNonNull(sku, "sku");
        if (available < 0 || requested <= available) {
            throw new IllegalArgumentException("not a shortage: requested " + requested + ", available " + available);
        }
    }
}
