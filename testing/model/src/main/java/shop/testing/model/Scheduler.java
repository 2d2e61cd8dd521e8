package shop.testing.model;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import shop.testing.model.Step.Cause;
import shop.testing.model.Step.OfOperator;
import shop.testing.model.Step.OfPress;

/**
 * Decides what happens next: the same seed leads to the same steps.
 *
 * <p>Each run has only some of the shoppers and some of the faults (swarm testing): with everything at once, a run seldom gets
 * deep into anything.
 */
final class Scheduler {

    private static final List<Step> ALL = Step.all();
    private static final Step[] DRIVEN = select(ALL, step -> step.cause() == Cause.ITSELF);
    private static final List<Step> USUAL = List.of(select(ALL, step -> step.cause() != Cause.FAULT));
    private static final List<Step> FAULTS = List.of(select(ALL, step -> step.cause() == Cause.FAULT));

    private static final int FEWEST_STEPS = 15;
    private static final int MOST_STEPS = 75;
    private static final int MOST_STEPS_OF_FEW = 160;
    private static final int FEW = 2;
    private static final int MOST_PRESSES = 5;
    private static final int ONE_FAULT_IN = 7;
    private static final int ONE_KIND_OF_FAULT_IN = 4;
    private static final int DRAWS = 60;
    private static final int ROUNDS_TO_REST = 1000;

    private final SplittableRandom random;
    private final Set<Press> acting = EnumSet.noneOf(Press.class);
    private final Step[] usual;
    private final Step[] faults;

    Scheduler(long seed) {
        random = new SplittableRandom(seed);
        for (int presses = random.nextInt(1, MOST_PRESSES + 1); presses > 0; presses--) {
            acting.add(Press.values()[random.nextInt(Press.values().length)]);
        }
        boolean repairs = random.nextBoolean();
        usual = select(USUAL, step -> switch (step) {
            case OfPress it -> acting.contains(it.press());
            case OfOperator it -> repairs || it.kind() != OfOperator.Kind.REPAIR;
            default -> true;
        });
        faults = select(FAULTS, _ -> random.nextInt(ONE_KIND_OF_FAULT_IN) == 0);
    }

    /** How many steps are chosen before everything comes to rest. */
    int length() {
        return random.nextInt(FEWEST_STEPS, acting.size() <= FEW ? MOST_STEPS_OF_FEW : MOST_STEPS);
    }

    /** Empty if so many draws hit nothing that is possible. */
    Optional<Step> next(World world) {
        Step[] some = random.nextInt(ONE_FAULT_IN) == 0 && faults.length > 0 ? faults : usual;
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

    private static Step[] select(List<Step> steps, Predicate<Step> which) {
        Step[] selected = new Step[steps.size()];
        int size = 0;
        for (Step step : steps) {
            if (which.test(step)) {
                selected[size++] = step;
            }
        }
        return Arrays.copyOf(selected, size);
    }
}
