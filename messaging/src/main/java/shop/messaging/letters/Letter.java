package shop.messaging.letters;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stored record that did not take effect when it came, without its payload, which may hold personal data.
 *
 * @param id in the order of arrival, for each key
 * @param eventId {@code null} if the record has none that can be read
 * @param key {@code null} if the record has none: it blocks only itself
 * @param kind whether its own handler failed
 * @param fingerprint of the failure; {@code null} for {@link Kind#WAITING}
 * @param release that could not handle it
 * @param error the class of what its handler failed with; the message may quote the record
 * @param attempts redrives that failed
 * @param lastError classes of the exceptions of the last such redrive
 * @param isEdited whether a redrive takes an edited payload
 * @param version to be named by whoever changes the letter
 */
public record Letter(
        long id,
        String consumer,
        String topic,
        int partition,
        long offset,
        @Nullable UUID eventId,
        @Nullable String type,
        @Nullable String key,
        Map<String, @Nullable String> headers,
        Kind kind,
        State state,
        @Nullable String fingerprint,
        @Nullable String release,
        @Nullable String traceparent,
        String error,
        int attempts,
        @Nullable Instant lastAttemptAt,
        @Nullable String lastError,
        boolean isEdited,
        int version,
        Instant diedAt,
        @Nullable Instant resolvedAt,
        @Nullable String resolvedBy,
        @Nullable String reason) {

    /** Why it is a letter. */
    public enum Kind {
        /** Its handler failed, or nobody can decode it. */
        POISON,
        /** An earlier event of its key was a letter when it came. */
        WAITING
    }

    /** What became of it. */
    public enum State {
        OPEN,
        REDRIVEN,
        EDITED_REDRIVEN,
        DISCARDED,
        /** Its event had taken effect already. */
        DUPLICATE
    }
}
