package shop.testing.faults;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import shop.testing.faults.Row.Verdict;

/** {@code ./shop test --faults}: exit 0 if everything holds under every fault that was made, 1 if not, 2 for a wrong option. */
@Command(
        name = "./shop test --faults",
        description =
                "Make faults in a whole shop under load, and check that no order is lost, sold twice or left without"
                        + " an answer.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class FaultsCommand implements Callable<Integer> {

    private static final Path TABLE = Path.of("target", "faults", "table.txt");

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "How many seeds, counted from 1. Default: 1. A seed of all faults takes about half an hour"
                    + " on two cores.")
    private @Nullable Integer seeds;

    @Option(names = "--seed", paramLabel = "S", description = "This one seed, to repeat a row.")
    private @Nullable Long seed;

    @Option(names = "--only", paramLabel = "F", split = ",", description = "Only these faults, separated by commas.")
    private @Nullable List<String> only;

    @Option(
            names = "--brief",
            description = "Only the few most valuable faults, one of each kind: at most ten minutes on two cores.")
    private boolean brief;

    @Option(names = "--list", description = "Name the faults and say how each is made.")
    private boolean list;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "${env:SHOP_TEST_PORT:-21080}",
            description = "The port of the shop's front door; all others keep their distance from it."
                    + " Default: $SHOP_TEST_PORT, else 21080.")
    private int port;

    @Spec
    private @Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new FaultsCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        List<Fault> chosen = chosen();
        List<Long> wanted = seeds();
        if (list) {
            chosen.forEach(fault -> list(fault, out));
            return 0;
        }
        var suite = new Suite(port, out);
        // Also after Ctrl-C: nothing of it is left running.
        var stop = new Thread(() -> closeQuietly(suite));
        Runtime.getRuntime().addShutdownHook(stop);
        List<Row> rows;
        try (suite) {
            rows = suite.run(chosen, wanted);
        }
        Runtime.getRuntime().removeShutdownHook(stop);
        return report(rows, out);
    }

    private static void list(Fault fault, PrintWriter out) {
        out.printf("%-28s %s%n", fault.name(), fault.how());
        out.printf("%-28s must hold: %s%n", "", fault.holds());
        fault.needs().missing().ifPresent(why -> out.printf("%-28s not here: %s%n", "", why));
    }

    private static void closeQuietly(Suite suite) {
        try {
            suite.close();
        } catch (IOException | RuntimeException | Error e) {
            System.err.println(
                    "The shop did not stop: " + e + ". Stop it with SHOP_HOME=testing/faults/target/shop ./shop down");
        }
    }

    /** In the order in which they were asked for. */
    private List<Fault> chosen() {
        if (only == null) {
            return brief
                    ? Faults.ALL.stream()
                            .filter(fault -> Faults.BRIEF.contains(fault.name()))
                            .toList()
                    : Faults.ALL;
        }
        return only.stream().map(this::fault).toList();
    }

    private Fault fault(String name) {
        return Faults.ALL.stream()
                .filter(fault -> fault.name().equals(name))
                .findFirst()
                .orElseThrow(() -> refuse("There is no fault " + name + ". There are: "
                        + Faults.ALL.stream().map(Fault::name).collect(Collectors.joining(", "))));
    }

    private List<Long> seeds() {
        Long one = seed;
        Integer many = seeds;
        if (one != null) {
            if (many != null) {
                throw refuse("Either --seeds N, how many, or --seed S, which one.");
            }
            return List.of(one);
        }
        int count = many == null ? 1 : many;
        if (count < 1 || count > 1000) {
            throw refuse("--seeds takes how many, from 1 to 1000, not " + count + ".");
        }
        return LongStream.rangeClosed(1, count).boxed().toList();
    }

    private ParameterException refuse(String sentence) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }

    private static int report(List<Row> rows, PrintWriter out) throws IOException {
        List<Row> broken =
                rows.stream().filter(row -> row.verdict() == Verdict.BROKEN).toList();
        long skipped =
                rows.stream().filter(row -> row.verdict() == Verdict.SKIPPED).count();
        var lines = new ArrayList<String>();
        lines.add(Row.HEADER);
        rows.forEach(row -> lines.addAll(Stream.concat(
                        Stream.of(row.text()),
                        row.findings().stream()
                                .filter(_ -> row.verdict() == Verdict.BROKEN)
                                .map(finding -> "      " + finding))
                .toList()));
        lines.add("");
        lines.add((rows.size() - broken.size() - skipped) + " hold, " + broken.size() + " do not, " + skipped
                + " were skipped.");
        broken.forEach(row -> lines.add("Again: " + row.command()));
        Files.createDirectories(TABLE.resolveSibling(""));
        Files.write(TABLE, lines);
        out.println();
        lines.forEach(out::println);
        out.println("The table: " + TABLE.toAbsolutePath());
        out.flush();
        return broken.isEmpty() ? 0 : 1;
    }
}
