package shop.messaging.redrive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asked to do with a dead letter, and what became of it. Without the payload, which may hold personal data.
 *
 * @param letterVersion of the letter that was looked at; only that one can be changed
 * @param answer the outcome of a discard
 * @param requestedVia how the requester had proven who it was
 * @param decidedBy who approved or withdrew it
 * @param alone whether it was approved by whoever asked for it
 */
public record LetterChange(
        long id,
        long letterId,
        int letterVersion,
        Verb verb,
        @Nullable String answer,
        String reason,
        @Nullable String ticket,
        State state,
        String requestedBy,
        String requestedVia,
        Instant requestedAt,
        Instant expiresAt,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt,
        boolean alone) {

    /** What is to be done. */
    public enum Verb {
        EDIT,
        DISCARD
    }

    /** How far it is. */
    public enum State {
        REQUESTED,
        APPROVED,
        WITHDRAWN,
        /** Nobody has approved it in time. */
        EXPIRED
    }
}
