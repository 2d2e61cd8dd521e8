package shop.tools.launcher;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shop.build.localservers.LogTail;
import shop.tools.stack.RefusedException;
import shop.tools.stack.StackHome;

/** Shows what the components wrote. */
@Command(
        name = "logs",
        description = "Shows the end of the logs, of one component or of all.",
        mixinStandardHelpOptions = true)
public final class LogsCommand implements Callable<Integer> {

    private static final long LOOK_MILLIS = 200;

    @Parameters(
            arity = "0..1",
            paramLabel = "COMPONENT",
            description =
                    "postgres, replica, kafka, inventory, cart, checkout, order, edge, services, supervisor, seed or build")
    private @Nullable String component;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is written from now.")
    private boolean follow;

    @Option(names = "-n", paramLabel = "LINES", defaultValue = "40", description = "How many lines each. Default: 40")
    private int lines;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        List<Path> logs = logs(StackHome.fromEnvironment());
        Map<Path, LogTail> tails = new LinkedHashMap<>();
        for (Path log : logs) {
            var tail = new LogTail(log);
            tails.put(log, tail);
            print(log, tail.last(lines), out);
        }
        while (follow) {
            tails.forEach((log, tail) -> print(log, tail.more(), out));
            Thread.sleep(LOOK_MILLIS);
        }
        return 0;
    }

    private List<Path> logs(StackHome home) throws IOException {
        if (!Files.isDirectory(home.logs())) {
            throw new RefusedException("There are no logs in " + home.logs() + " yet. ./shop up makes some.");
        }
        try (Stream<Path> files = Files.list(home.logs())) {
            List<Path> all = new ArrayList<>(files.filter(file -> name(file).endsWith(".log"))
                    .filter(file -> component == null ? !name(file).matches("(build|test).log") : true)
                    .filter(file -> component == null || name(file).equals(component + ".log"))
                    .sorted()
                    .toList());
            if (all.isEmpty()) {
                throw new RefusedException("There is no log of " + component + " in " + home.logs() + ".");
            }
            return all;
        }
    }

    private void print(Path log, List<String> lines, PrintWriter out) {
        lines.forEach(line -> out.println(prefix(log) + line));
        out.flush();
    }

    private String prefix(Path log) {
        return component != null ? "" : String.format("%-10s | ", name(log).replace(".log", ""));
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
