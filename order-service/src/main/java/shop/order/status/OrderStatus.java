package shop.order.status;

/** The status of an order. It has none before it is known to be placed. */
public enum OrderStatus {

    /** Accepted; inventory has not answered yet. */
    PLACED,

    /** The stock is reserved. Only its shopper can still change that, by cancelling. */
    CONFIRMED,

    /** There was not enough stock; nothing is reserved. Final. */
    REJECTED,

    /** Withdrawn by its shopper; what was reserved is released. Final. */
    CANCELLED;

    /** Whether nothing can follow. */
    public boolean isFinal() {
        return this == REJECTED || this == CANCELLED;
    }
}
