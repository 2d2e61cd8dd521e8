package shop.tools.bootstrap;

import java.util.ArrayList;
import java.util.List;

/** {@code ./shop bench takeover}: how long an outbox is not relayed when its relay dies or falls silent. */
final class TakeoverBench {

    static final String HELP = """
            Usage: ./shop bench takeover [OPTION...]

            Starts a database, a broker and two relays, ends the one that reads, and measures until the first event that was written
            later arrives: after kill -9, and after the process falls silent, as on a lost node. Prints the distribution and every
            figure. Nothing else should run meanwhile. It takes about five minutes.

              --kills N          how often the relay is killed, default 50
              --silences N       how often it falls silent, default 10
            """;

    private TakeoverBench() {}

    /**
     * Maven's arguments for it.
     *
     * @throws Refusal if the options make no sense
     */
    static List<String> maven(List<String> options) {
        var arguments = new ArrayList<>(List.of(
                "-pl",
                "messaging",
                "-am",
                "-Dtest=None",
                "-Dit.test=TakeoverMeasurement",
                "-Dsurefire.failIfNoSpecifiedTests=false",
                "-Dfailsafe.failIfNoSpecifiedTests=false"));
        for (int i = 0; i < options.size(); i += 2) {
            String option = options.get(i);
            if (!option.equals("--kills") && !option.equals("--silences")) {
                throw new Refusal("There is no option " + option + ". ./shop bench takeover --help lists them.");
            }
            if (i + 1 == options.size() || !options.get(i + 1).matches("[1-9]\\d{0,3}")) {
                throw new Refusal(option + " takes a number from 1 to 9999.");
            }
            arguments.add("-Dtakeover." + option.substring(2) + "=" + options.get(i + 1));
        }
        return arguments;
    }
}
