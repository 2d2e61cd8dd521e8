package shop.checkout.submission;

import java.time.Instant;
import java.util.UUID;

/**
 * An accepted checkout, as it is stored. Never changed.
 *
 * @param requestHash see {@link Submission#hash()}
 * @param answer the JSON text of the answer
 */
public record Checkout(
        UUID orderId,
        UUID shopperId,
        String idempotencyKey,
        String requestHash,
        long cartVersion,
        String answer,
        Instant placedAt) {

    /** What another request with this key gets: the same answer, or a refusal if it asks for something else. */
    public CheckoutOutcome answerTo(Submission again) {
        return again.hash().equals(requestHash)
                ? new CheckoutOutcome.Accepted(orderId, answer)
                : new CheckoutOutcome.KeyReused();
    }
}
