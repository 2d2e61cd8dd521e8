package shop.messaging;

import org.jspecify.annotations.Nullable;

/**
 * What it means that an event never takes effect. A handler declares it, because the mechanism cannot know who waits for what: an
 * operator discards an event only with a declared outcome, so that nobody is left without an answer.
 *
 * @param name what the operator types, such as {@code reject}
 * @param meaning one sentence for the operator
 * @param isAnswer whether somebody waits for an answer, which this outcome gives
 * @param effect runs in the transaction that discards the event; {@code null} if nothing is written
 */
public record DiscardOutcome<E>(
        String name,
        String meaning,
        boolean isAnswer,
        @Nullable Effect<E> effect) {

    /** What is written instead of the event's own effects. */
    @FunctionalInterface
    public interface Effect<E> {

        /** @throws NotPossibleException if the outcome is not possible now */
        void apply(Event<E> discarded);
    }

    /** The outcome is not possible now. The message tells the operator why, and what to do instead. */
    public static final class NotPossibleException extends RuntimeException {

        private static final long serialVersionUID = 1;

        public NotPossibleException(String message) {
            super(message);
        }
    }

    /** For an event that nobody waits for. */
    public static <E> DiscardOutcome<E> nothing(String meaning) {
        return new DiscardOutcome<>("none", meaning, false, null);
    }

    /** For an event that somebody waits for an answer to. */
    public static <E> DiscardOutcome<E> answer(String name, String meaning, Effect<E> effect) {
        return new DiscardOutcome<>(name, meaning, true, effect);
    }
}
