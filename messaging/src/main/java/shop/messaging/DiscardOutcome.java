package shop.messaging;

/**
 * What it means that an event never takes effect. A handler declares it, because the mechanism cannot know who waits for what: an
 * operator discards an event only with a declared outcome, so that nobody is left without an answer.
 *
 * @param name what the operator types, such as {@code reject}
 * @param meaning one sentence for the operator
 * @param isAnswer whether somebody waits for an answer, which this outcome gives
 * @param effect runs in the transaction that discards the event
 */
public record DiscardOutcome<E>(String name, String meaning, boolean isAnswer, Effect<E> effect) {

    /** What is written instead of the event's own effects. */
    @FunctionalInterface
    public interface Effect<E> {

        /** @throws IllegalStateException if the outcome is not possible now; its message says why */
        void apply(Event<E> discarded);
    }

    /** For an event that nobody waits for. */
    public static <E> DiscardOutcome<E> nothing(String meaning) {
        return new DiscardOutcome<>("none", meaning, false, _ -> {});
    }

    /** For an event that somebody waits for an answer to. */
    public static <E> DiscardOutcome<E> answer(String name, String meaning, Effect<E> effect) {
        return new DiscardOutcome<>(name, meaning, true, effect);
    }
}
