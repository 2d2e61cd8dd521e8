package shop.testing.model;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Plays many interleavings, each with a seed of its own, until one breaks an invariant.
 *
 * <p>As a program: {@code ModelCheck INTERLEAVINGS SEED}; exit code 0 if all invariants held, 1 if not.
 */
public final class ModelCheck {

    private ModelCheck() {}

    @SuppressWarnings({"SystemOut", "DefaultCharset"})
    public static void main(String[] arguments) {
        long interleavings = Long.parseLong(arguments[0]);
        long seed = Long.parseLong(arguments[1]);
        long began = System.nanoTime();
        Optional<Failure> failure = firstFailure(EnumSet.noneOf(Mutation.class), seed, interleavings);
        if (failure.isPresent()) {
            System.out.println(failure.get());
            System.exit(1);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "Every invariant held in %,d interleavings from seed %d, in %.1f s (%,.0f a second).%n",
                interleavings, seed, seconds, interleavings / seconds);
    }

    /**
     * Plays on all processors. What it finds does not depend on how many there are.
     *
     * @param seed that of the first interleaving; the next ones count up
     * @return of all that fail, the one with the lowest seed
     */
    static Optional<Failure> firstFailure(Set<Mutation> mutations, long seed, long interleavings) {
        OptionalLong failing = LongStream.range(seed, seed + interleavings)
                .parallel()
                .filter(one -> Run.of(mutations, one).violation().isPresent())
                .findFirst();
        if (failing.isEmpty()) {
            return Optional.empty();
        }
        Run run = Run.of(mutations, failing.getAsLong());
        return Optional.of(new Failure(failing.getAsLong(), run.schedule(), Shrinker.shrink(run)));
    }

    /**
     * @param found what the seed leads to
     * @param shortest what is left of it
     */
    record Failure(long seed, List<Step> found, Run shortest) {

        Violation violation() {
            return shortest.violation().orElseThrow();
        }

        @Override
        public String toString() {
            return violation() + "\nSeed " + seed + " finds it in " + found.size() + " steps; these "
                    + shortest.schedule().size() + " are enough:\n" + shortest.story() + "\n" + violation();
        }
    }
}
