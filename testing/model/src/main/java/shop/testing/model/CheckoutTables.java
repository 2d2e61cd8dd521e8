package shop.testing.model;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import shop.checkout.submission.CheckoutOutcome;

/** The checkout service: what it has stored, what it is doing, and what it has told its shoppers. */
final class CheckoutTables {

    /** Where a request is. What an instance does and has not committed dies with it. */
    enum Progress {
        NOT_SENT,
        SENT,
        LOOKED_UP,
        DECIDED,
        ANSWERED
    }

    record Answer(Press press, CheckoutOutcome outcome) {

        @Override
        public String toString() {
            String words = switch (outcome) {
                case CheckoutOutcome.Accepted it -> "accepted as the order of (" + Press.of(it.orderId()) + ")";
                case CheckoutOutcome.AlreadyOrdered it ->
                    "its cart is the order of (" + Press.of(it.orderId()) + ") already";
                case CheckoutOutcome.KeyReused _ -> "its key belongs to another request";
                case CheckoutOutcome.CartEmpty _,
                        CheckoutOutcome.CartChanged _,
                        CheckoutOutcome.TotalChanged _,
                        CheckoutOutcome.OrderedTooOften _ -> "another cart";
            };
            return "(" + press + ") is answered: " + words;
        }
    }

    final List<Press> stored = new ArrayList<>();
    final List<Answer> answers = new ArrayList<>();

    private final World world;
    private final Map<Press, Progress> progress = new EnumMap<>(Press.class);
    private final Map<Press, CheckoutOutcome> decided = new EnumMap<>(Press.class);

    CheckoutTables(World world) {
        this.world = world;
    }

    boolean is(Press press, Progress at) {
        return progress.getOrDefault(press, Progress.NOT_SENT) == at;
    }

    void lookUp(Press press) {
        Optional<CheckoutOutcome> earlier = storedOutcome(press);
        earlier.ifPresent(outcome -> decided.put(press, outcome));
        progress.put(press, earlier.isPresent() ? Progress.DECIDED : Progress.LOOKED_UP);
    }

    /** The one transaction; its unique keys decide which of two requests makes the order. */
    void commit(Press press) {
        Optional<CheckoutOutcome> earlier =
                world.has(Mutation.NO_UNIQUE_KEY) ? Optional.empty() : storedMeanwhile(press);
        if (earlier.isEmpty()) {
            stored.add(press);
            world.append(Topic.CHECKOUT, press, press.placed());
        }
        decided.put(press, earlier.orElseGet(press::accepted));
        progress.put(press, Progress.DECIDED);
    }

    void answer(Press press) {
        answers.add(nextAnswer(press));
        progress.put(press, Progress.ANSWERED);
    }

    boolean maySend(Press press) {
        return is(press, Progress.NOT_SENT) || is(press, Progress.ANSWERED);
    }

    void send(Press press) {
        progress.put(press, Progress.SENT);
    }

    boolean isBusy() {
        return progress.containsValue(Progress.LOOKED_UP) || progress.containsValue(Progress.DECIDED);
    }

    /** The clients ask again. */
    void crash() {
        progress.replaceAll((_, at) -> at == Progress.ANSWERED ? at : Progress.SENT);
    }

    Answer nextAnswer(Press press) {
        return new Answer(press, Objects.requireNonNull(decided.get(press)));
    }

    private Optional<CheckoutOutcome> storedOutcome(Press press) {
        return Optional.ofNullable(first(press, true)).map(press::answeredBy);
    }

    private Optional<CheckoutOutcome> storedMeanwhile(Press press) {
        return storedOutcome(press)
                .or(() -> Optional.ofNullable(first(press, false))
                        .map(other -> new CheckoutOutcome.AlreadyOrdered(other.orderId())));
    }

    private @Nullable Press first(Press press, boolean byKey) {
        for (Press other : stored) {
            if (byKey ? press.hasKeyOf(other) : press.hasCartOf(other)) {
                return other;
            }
        }
        return null;
    }
}
