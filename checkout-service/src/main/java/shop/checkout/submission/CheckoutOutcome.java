package shop.checkout.submission;

import java.util.UUID;
import shop.schemas.Money;

/** What became of a submission: an order, or why there is none. Nothing is stored for a refusal. */
sealed interface CheckoutOutcome {

    /**
     * There is an order: placed now, or earlier by the same request.
     *
     * @param answer the JSON text that every such request gets
     */
    record Accepted(UUID orderId, String answer) implements CheckoutOutcome {}

    /** The shopper used the key before, for something else. */
    record KeyReused() implements CheckoutOutcome {}

    /** There is nothing to order. */
    record CartEmpty() implements CheckoutOutcome {}

    /** The cart is at another version than the shopper saw. */
    record CartChanged(long cartVersion) implements CheckoutOutcome {}

    /** The cart costs something else than the shopper saw. */
    record TotalChanged(Money total) implements CheckoutOutcome {}

    /** This version of the cart became an order under another key. */
    record AlreadyOrdered(UUID orderId) implements CheckoutOutcome {}
}
