package shop.messaging.redrive;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A redrive as it was planned, and how far it is.
 *
 * @param keys in the plan
 * @param letters in the plan
 * @param hash of the frozen list
 * @param canary after so many keys it pauses by itself
 * @param rate letters a second at most
 * @param redriven letters that took effect
 * @param duplicates letters whose events had taken effect before
 * @param failed keys that stopped at a letter that failed again
 * @param left keys that are still to be done
 */
public record Redrive(
        UUID id,
        State state,
        int keys,
        int letters,
        String hash,
        @Nullable Integer canary,
        @Nullable Double rate,
        int redriven,
        int duplicates,
        int failed,
        int left,
        String reason,
        @Nullable String ticket,
        String requestedBy,
        Instant createdAt,
        Instant expiresAt,
        @Nullable String startedBy,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    /** How far a redrive is. */
    public enum State {
        PLANNED,
        RUNNING,
        PAUSED,
        DONE,
        STOPPED,
        EXPIRED
    }

    /**
     * One key of the plan.
     *
     * @param key {@code null} if it is a letter without a key, which is {@code upto} alone
     * @param upto the last letter that belongs to the plan; later ones do not
     * @param state OPEN, DONE or FAILED
     */
    public record Item(
            String consumer,
            @Nullable String key,
            long upto,
            int letters,
            String state,
            @Nullable String detail) {}

    /** What to redrive: one of the three. */
    public sealed interface Selection {

        /** All keys whose first letter has this fingerprint. */
        record ByFingerprint(String fingerprint) implements Selection {}

        /** All letters of a key. */
        record ByKey(String consumer, String key) implements Selection {}

        /** One letter, which must be the first of its key. */
        record ByLetter(long id) implements Selection {}
    }

    /** A redrive with the keys of its plan, at most a thousand of them. */
    public record Details(Redrive redrive, List<Item> items) {}
}
