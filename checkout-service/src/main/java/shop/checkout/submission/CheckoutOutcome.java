package shop.checkout.submission;

import java.time.Duration;
import java.util.UUID;
import shop.schemas.Money;

/** What a submission leads to: an order, or the reason why not. Nothing is stored for a refusal. */
public sealed interface CheckoutOutcome {

    /**
     * There is an order: placed now, or earlier by the same request.
     *
     * @param answer the JSON text of the answer, the same for every such request
     */
    record Accepted(UUID orderId, String answer) implements CheckoutOutcome {}

    /** The shopper used the key before, for something else. */
    record KeyReused() implements CheckoutOutcome {}

    /** There is nothing to order. */
    record CartEmpty() implements CheckoutOutcome {}

    /** The cart is at another version than the shopper saw. */
    record CartChanged(long cartVersion) implements CheckoutOutcome {}

    /** The total differs from what the shopper saw. */
    record TotalChanged(Money total) implements CheckoutOutcome {}

    /** The shopper has ordered one of the products too often; after that time it is possible again. */
    record OrderedTooOften(String sku, Duration retryAfter) implements CheckoutOutcome {}

    /** This version of the cart was ordered under another key. */
    record AlreadyOrdered(UUID orderId) implements CheckoutOutcome {}
}
