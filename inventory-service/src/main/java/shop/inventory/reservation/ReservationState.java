package shop.inventory.reservation;

/** What became of an order's wish for stock. Only {@link #RESERVED} holds units. */
enum ReservationState {
    /** Every line is set aside. */
    RESERVED,
    /** At least one line was short; nothing is set aside, and nothing will be. */
    REJECTED,
    /** Was reserved, then cancelled; the units are available again. */
    RELEASED,
    /** Cancelled before the order itself arrived; nothing will be set aside. */
    CANCELLED_FIRST
}
