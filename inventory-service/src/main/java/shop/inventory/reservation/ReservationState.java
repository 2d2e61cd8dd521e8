package shop.inventory.reservation;

/** The result of an order's request for stock. Only {@link #RESERVED} holds units. */
public enum ReservationState {
    /** The units of every line are set aside. */
    RESERVED,
    /** At least one line was short; nothing is or will be set aside. */
    REJECTED,
    /** Was reserved, then cancelled; the units are available again. */
    RELEASED,
    /** Cancelled before the order itself arrived; nothing will be set aside. */
    CANCELLED_FIRST
}
