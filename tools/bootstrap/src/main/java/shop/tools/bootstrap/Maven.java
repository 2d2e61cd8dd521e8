package shop.tools.bootstrap;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs Maven with its output in a log, and tells a person how far it is. */
final class Maven {

    private static final Pattern MODULE = Pattern.compile("^\\[INFO] Building (\\S+) .*(\\[\\d+/\\d+])");

    /** What is worth a line while everything is tested. */
    private static final Pattern RESULT =
            Pattern.compile("^\\[INFO] Building .*\\[|Tests run:|^\\[ERROR]|BUILD|Total time"
                    + "|SUCCESS \\[|FAILURE \\[|SKIPPED$|^NOTE|^takeover");

    private static final int LINES_OF_ERRORS = 25;
    private static final int LAST_LINES = 20;
    private static final Duration TICK = Duration.ofMillis(500);

    private final Checkout checkout;

    Maven(Checkout checkout) {
        this.checkout = checkout;
    }

    /**
     * Builds modules and what they need, without tests and checks.
     *
     * @throws Refusal with Maven's last words if that fails
     */
    void build(Collection<String> modules) {
        Prerequisites.needMaven();
        Path log = checkout.newLog("build");
        Instant started = Instant.now();
        List<String> command = List.of(
                "mvn", "-B", "-Dstyle.color=never", "-Pquick", "-pl", String.join(",", modules), "-am", "package");
        var module = new AtomicReference<>("...");
        Thread progress = Thread.ofPlatform().daemon().unstarted(() -> showProgress(module, started));
        int code;
        try (var interrupted = AtExit.run(() -> Console.say("\nBuild interrupted."))) {
            if (Console.isTerminal()) {
                progress.start();
            } else {
                Console.say("Building what changed ...");
            }
            code = run(command, Map.of(), log, line -> {
                Matcher building = MODULE.matcher(line);
                if (building.find()) {
                    module.set(building.group(2) + " " + building.group(1));
                }
            });
        }
        progress.interrupt();
        Console.progress("");
        if (code != 0) {
            throw new Refusal("The build failed. Its last lines:" + lastWords(log) + "\nAll of it: " + log);
        }
        Console.say("Built in " + seconds(started) + " s.");
    }

    /**
     * Runs tests and shows their results.
     *
     * @return Maven's exit code
     */
    int verify(List<String> arguments, Path log) {
        List<String> command = new ArrayList<>(List.of("mvn", "-B", "-Dstyle.color=never", "verify"));
        command.addAll(arguments);
        // Tests that start a stack use what this very run has built.
        return run(command, Map.of("SHOP_BUILD", "never"), log, line -> {
            if (RESULT.matcher(line).find()) {
                Console.result(line);
            }
        });
    }

    private int run(List<String> command, Map<String, String> environment, Path log, Consumer<String> each) {
        try (var file = new PrintWriter(Files.newBufferedWriter(log))) {
            return Child.run(checkout.project(), environment, command, line -> {
                file.println(line);
                file.flush();
                each.accept(line);
            });
        } catch (IOException e) {
            throw new UncheckedIOException("The log cannot be written: " + log, e);
        }
    }

    private static void showProgress(AtomicReference<String> module, Instant started) {
        try {
            while (true) {
                Console.progress("Building " + module.get() + " (" + seconds(started) + " s)");
                Thread.sleep(TICK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long seconds(Instant since) {
        return Duration.between(since, Instant.now()).toSeconds();
    }

    private static String lastWords(Path log) {
        List<String> lines = Console.lines(log);
        List<String> errors =
                lines.stream().filter(line -> line.startsWith("[ERROR]")).toList();
        return Console.quoted(
                errors.isEmpty()
                        ? lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())
                        : errors.subList(0, Math.min(errors.size(), LINES_OF_ERRORS)));
    }
}
