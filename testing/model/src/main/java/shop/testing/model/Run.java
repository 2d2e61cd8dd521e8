package shop.testing.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One interleaving that was played.
 *
 * @param schedule the steps that were chosen; how the pipeline comes to rest afterwards is always the same
 */
record Run(Set<Mutation> mutations, List<Step> schedule, Optional<Violation> violation) {

    /** So many times nothing was found that could happen: it is over. */
    private static final int IDLE_AT_MOST = 3;

    static final Consumer<String> UNTOLD = _ -> {};

    static Run of(Set<Mutation> mutations, long seed) {
        var scheduler = new Scheduler(seed);
        var player = new Player(mutations, UNTOLD);
        int length = scheduler.length();
        int idle = 0;
        for (int i = 0; i < length && player.goesOn() && idle < IDLE_AT_MOST; i++) {
            Optional<Step> next = scheduler.next(player.world);
            next.ifPresent(player::play);
            idle = next.isPresent() ? 0 : idle + 1;
        }
        return player.end();
    }

    /** The same schedule once more; a step that is not possible there is left out. */
    static Run replay(Set<Mutation> mutations, List<Step> schedule, Consumer<String> teller) {
        var player = new Player(mutations, teller);
        for (Step step : schedule) {
            if (player.goesOn() && step.isPossible(player.world)) {
                player.play(step);
            }
        }
        return player.end();
    }

    /** What happens, in words, step by step. */
    String story() {
        var lines = new ArrayList<String>();
        replay(mutations, schedule, line -> lines.add("  " + line));
        return String.join("\n", lines);
    }

    private static final class Player {

        private final World world;
        private final Invariants invariants;
        private final Set<Mutation> mutations;
        private final Consumer<String> teller;
        private final List<Step> played = new ArrayList<>();
        private @Nullable Violation violation;
        private int number;

        Player(Set<Mutation> mutations, Consumer<String> teller) {
            this.mutations = mutations;
            this.teller = teller;
            this.world = new World(mutations);
            this.invariants = new Invariants(world);
        }

        boolean goesOn() {
            return violation == null;
        }

        void play(Step step) {
            played.add(step);
            happen(step);
        }

        private void happen(Step step) {
            number++;
            if (teller != UNTOLD) {
                teller.accept(number + ". " + step.tell(world));
            }
            step.happen(world);
            violation = invariants.afterStep().orElse(null);
        }

        Run end() {
            if (goesOn()) {
                teller.accept("Then everything goes on without faults until nothing is left to do:");
                boolean rests = Scheduler.rest(world, step -> {
                    happen(step);
                    return goesOn();
                });
                if (goesOn()) {
                    violation = rests
                            ? invariants.atRest().orElse(null)
                            : new Violation("I3", "the pipeline does not come to rest");
                }
            }
            return new Run(mutations, List.copyOf(played), Optional.ofNullable(violation));
        }
    }
}
