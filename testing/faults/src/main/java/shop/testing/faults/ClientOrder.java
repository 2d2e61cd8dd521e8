package shop.testing.faults;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one shopper knows of one order when all is over.
 *
 * @param key the idempotency key of every attempt
 * @param orders every order that an answer to the key named: one, if all is well
 * @param declined the code of a refusal that is final; {@code null} if there was none
 * @param told the status that the shop tells the shopper at the end; {@code null} if it did not answer, or nothing was accepted
 */
record ClientOrder(
        String key,
        Set<UUID> orders,
        @Nullable String declined,
        Cancellation cancellation,
        @Nullable String told) {

    /** What became of the wish to cancel. */
    enum Cancellation {
        NOT_WANTED,
        ACCEPTED,
        REFUSED,
        /** No answer, or none before the patience was over: it may have been done. */
        UNKNOWN
    }

    boolean accepted() {
        return !orders.isEmpty();
    }
}
