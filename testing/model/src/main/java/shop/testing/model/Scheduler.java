package shop.testing.model;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import shop.testing.model.Step.Cause;

/** Decides what happens next: the same seed leads to the same steps. */
final class Scheduler {

    private static final List<Step> ALL = Step.all();
    private static final Step[] DRIVEN = select(step -> step.cause() == Cause.ITSELF);
    private static final Step[] USUAL = select(step -> step.cause() != Cause.FAULT);
    private static final Step[] FAULTS = select(step -> step.cause() == Cause.FAULT);

    private static final int FEWEST_STEPS = 15;
    private static final int MOST_STEPS = 75;
    private static final int ONE_FAULT_IN = 7;
    private static final int DRAWS = 60;
    private static final int ROUNDS_TO_REST = 1000;

    private final SplittableRandom random;

    Scheduler(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** How many steps are chosen before everything comes to rest. */
    int length() {
        return random.nextInt(FEWEST_STEPS, MOST_STEPS);
    }

    /** Empty if so many draws hit nothing that is possible: the run is over. */
    Optional<Step> next(World world) {
        Step[] some = random.nextInt(ONE_FAULT_IN) == 0 ? FAULTS : USUAL;
        for (int draw = 0; draw < DRAWS; draw++) {
            Step step = some[random.nextInt(some.length)];
            if (step.isPossible(world)) {
                return Optional.of(step);
            }
        }
        return Optional.empty();
    }

    /**
     * Lets everything go on without faults until nothing is left to do.
     *
     * @param happen false ends it
     * @return false if it does not come to rest
     */
    static boolean rest(World world, Predicate<Step> happen) {
        for (int round = 0; round < ROUNDS_TO_REST; round++) {
            boolean anything = false;
            for (Step step : DRIVEN) {
                while (step.isPossible(world) && happen.test(step)) {
                    anything = true;
                }
            }
            if (!anything) {
                return true;
            }
        }
        return false;
    }

    private static Step[] select(Predicate<Step> which) {
        return ALL.stream().filter(which).toArray(Step[]::new);
    }
}
