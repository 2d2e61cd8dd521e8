package shop.tools.bootstrap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What {@code ./shop bench ab} is asked for.
 *
 * @param commit the older one, as Git is told
 * @param length by how much every load and every rest is longer than usual
 * @param rate orders per second of every load but those of the search
 * @param keep whether the two checkouts stay, built
 */
record BenchOptions(
        String commit,
        int rounds,
        Set<Stage> stages,
        double length,
        int rate,
        List<String> oldOptions,
        List<String> newOptions,
        boolean keep) {

    static final String HELP = """
            Usage: ./shop bench ab COMMIT [OPTION...]

            Compares the last commit of this checkout with an older one, in turns on this machine: both are checked out below
            .shop/bench and built, then each round starts the one, loads it, measures it, audits it and stops it, and then the
            other. Nothing else should run meanwhile. A round takes about twelve minutes. ./shop bench ab HEAD compares the commit
            with itself, which says how much of a difference is chance. A run that was cut short goes on where it was.

              --rounds N         rounds to have in the end, default 3; those of an earlier run with the same options count
              --stages A,B       of these, default all but rate:
                                   cold    the first start after a build, with no startup caches, and a load at once
                                   second  the second start, and a load at once
                                   warm    CPU and thread switches per order, after a minute of load
                                   rate    the highest rate borne: none refused, answer p99 up to 250 ms (takes long)
                                   rest    CPU, thread switches and memory without load
              --rate R           orders a second, default 30; where the search begins too
              --length F         lengthens all loads and rests; 0.25 is enough for a trial
              --old-options O    more options for the older commit's ./shop up, as one word
              --new-options O    the same for this one
              --keep             keeps the two checkouts, so that the next run has them built

            ./shop bench takeover measures something else: ./shop bench takeover --help.

            SHOP_PORT names the port, as for ./shop up. The figures of all rounds are kept in .shop/bench, the table is printed.
            """;

    /** A part of a round. */
    enum Stage {
        COLD,
        SECOND,
        WARM,
        RATE,
        REST;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Stage of(String word) {
            return Stream.of(values())
                    .filter(stage -> stage.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new Refusal("There is no stage " + word + ". ./shop bench --help lists them."));
        }
    }

    /**
     * @param arguments those after {@code bench}
     * @throws Refusal if they make no sense
     */
    static BenchOptions of(List<String> arguments) {
        if (arguments.size() < 2
                || !arguments.getFirst().equals("ab")
                || arguments.get(1).startsWith("-")) {
            throw new Refusal("Compare with which commit? ./shop bench ab COMMIT; ./shop bench --help says more.");
        }
        int rounds = 3;
        Set<Stage> stages = EnumSet.of(Stage.COLD, Stage.SECOND, Stage.WARM, Stage.REST);
        double length = 1;
        int rate = 30;
        List<String> oldOptions = List.of();
        List<String> newOptions = List.of();
        boolean keep = false;
        List<String> rest = new ArrayList<>(arguments.subList(2, arguments.size()));
        while (!rest.isEmpty()) {
            String option = rest.removeFirst();
            switch (option) {
                case "--rounds" -> rounds = (int) positive(option, rest);
                case "--stages" -> stages = stages(value(option, rest));
                case "--length" -> length = positive(option, rest);
                case "--rate" -> rate = (int) positive(option, rest);
                case "--old-options" -> oldOptions = words(value(option, rest));
                case "--new-options" -> newOptions = words(value(option, rest));
                case "--keep" -> keep = true;
                default -> throw new Refusal("There is no option " + option + ". ./shop bench --help lists them.");
            }
        }
        return new BenchOptions(arguments.get(1), rounds, stages, length, rate, oldOptions, newOptions, keep);
    }

    boolean has(Stage stage) {
        return stages.contains(stage);
    }

    /** So many seconds, longer or shorter as it was asked for; at least one. */
    Duration seconds(int usual) {
        return Duration.ofSeconds(Math.max(1, Math.round(usual * length)));
    }

    /** Everything that figures depend on, but for the commits. */
    String settings() {
        return "stages " + String.join(",", stages.stream().map(Stage::word).toList()) + ", rate " + rate + ", length "
                + length + ", old options " + oldOptions + ", new options " + newOptions;
    }

    private static Set<Stage> stages(String list) {
        Set<Stage> stages = EnumSet.noneOf(Stage.class);
        Stream.of(list.split(",")).map(Stage::of).forEach(stages::add);
        return stages;
    }

    private static List<String> words(String text) {
        return Stream.of(text.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static double positive(String option, List<String> rest) {
        String text = value(option, rest);
        try {
            double number = Double.parseDouble(text);
            if (number > 0 && number <= 1000) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below.
        }
        throw new Refusal(option + " takes a number up to 1000, not " + text + ".");
    }

    private static String value(String option, List<String> rest) {
        if (rest.isEmpty()) {
            throw new Refusal(option + " needs a value. ./shop bench --help says more.");
        }
        return rest.removeFirst();
    }
}
