package shop.inventory.stock;

/**
 * The units of one SKU.
 *
 * @param onHand units taken in, including the reserved ones; at most {@link #LIMIT}
 * @param reserved units set aside for orders
 */
public record Stock(int onHand, int reserved) {

    /** Small enough that sums of stock and requests never overflow an {@code int}. */
    static final int LIMIT = 1_000_000_000;

    public Stock {
        if (reserved < 0 || reserved > onHand || onHand > LIMIT) {
            throw new IllegalArgumentException("not a stock: " + reserved + " reserved of " + onHand);
        }
    }

    /** Units that can still be reserved. */
    public int available() {
        return onHand - reserved;
    }

    boolean hasRoomFor(int quantity) {
        return quantity <= LIMIT - onHand;
    }

    Stock plus(int quantity) {
        return new Stock(onHand + quantity, reserved);
    }
}
