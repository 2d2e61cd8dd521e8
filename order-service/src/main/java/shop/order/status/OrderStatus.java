package shop.order.status;

/** Where an order stands. An order has no status before its placing is known. */
public enum OrderStatus {

    /** Accepted; the stock has not answered yet. */
    PLACED,

    /** The stock is reserved. Only its shopper can still change that, by cancelling. */
    CONFIRMED,

    /** The stock did not suffice; nothing is reserved. Final. */
    REJECTED,

    /** Withdrawn by its shopper; what was reserved is released. Final. */
    CANCELLED;

    /** Whether nothing can follow. */
    public boolean isFinal() {
        return this == REJECTED || this == CANCELLED;
    }
}
