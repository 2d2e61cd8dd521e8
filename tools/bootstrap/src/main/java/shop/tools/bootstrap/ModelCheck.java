package shop.tools.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code ./shop test --model}: the model check at length. */
final class ModelCheck {

    private static final String MODULE = "testing/model";
    private static final String USAGE = " ./shop test --model [--interleavings N] [--seed S]";

    private final Checkout checkout;

    ModelCheck(Checkout checkout) {
        this.checkout = checkout;
    }

    /**
     * @param arguments {@code --model} and its options
     * @return 0 if every invariant held
     * @throws Refusal if an option makes no sense
     */
    int run(List<String> arguments) {
        Options options = Options.of(arguments);
        new Build(checkout).whatIsStaleOfModule(MODULE);
        Path target = checkout.project().resolve(MODULE, "target");
        Console.say("Playing " + options.interleavings() + " interleavings from seed " + options.seed() + " ...");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseParallelGC",
                "-cp",
                target.resolve("classes") + ":" + read(target.resolve("class-path")),
                "shop.testing.model.ModelCheck",
                String.valueOf(options.interleavings()),
                String.valueOf(options.seed()));
        return Child.run(checkout.project(), Map.of(), command, Console::result);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("It cannot be read: " + file, e);
        }
    }

    /** @param seed that of the first interleaving; the next ones count up */
    record Options(long interleavings, long seed) {

        private static final long USUAL = 1_000_000;

        static Options of(List<String> arguments) {
            long interleavings = USUAL;
            long seed = 1;
            List<String> rest = new ArrayList<>(arguments.subList(1, arguments.size()));
            while (!rest.isEmpty()) {
                String option = rest.removeFirst();
                switch (option) {
                    case "--interleavings" -> interleavings = number(option, rest, 1);
                    case "--seed" -> seed = number(option, rest, Long.MIN_VALUE);
                    default -> throw new Refusal("There is no option " + option + " of --model." + USAGE);
                }
            }
            return new Options(interleavings, seed);
        }

        private static long number(String option, List<String> rest, long least) {
            if (rest.isEmpty()) {
                throw new Refusal(option + " needs a number." + USAGE);
            }
            String text = rest.removeFirst();
            try {
                long number = Long.parseLong(text);
                if (number >= least) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Refused below.
            }
            throw new Refusal(
                    option + " takes a whole number" + (least == 1 ? " from 1 on" : "") + ", not " + text + ".");
        }
    }
}
