package shop.tools.bootstrap;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A process of ours that does not outlive us: an interrupt ends it too. */
final class Child {

    private static final int ENDING_SECONDS = 90;

    private Child() {}

    /**
     * Runs a command to its end and appends what it writes to a log.
     *
     * @return its exit code
     */
    static int run(Path folder, Map<String, String> environment, List<String> command, Path log) {
        try (var file = new PrintWriter(Files.newBufferedWriter(log, CREATE, APPEND))) {
            return run(folder, environment, command, file::println);
        } catch (IOException e) {
            throw new UncheckedIOException("The log cannot be written: " + log, e);
        }
    }

    /**
     * Runs a command to its end.
     *
     * @param output gets every line that it writes, on this thread
     * @return its exit code
     */
    static int run(Path folder, Map<String, String> environment, List<String> command, Consumer<String> output) {
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            AtExit end = AtExit.run(() -> {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
                // It may have something of its own to stop.
                process.onExit()
                        .completeOnTimeout(process, ENDING_SECONDS, TimeUnit.SECONDS)
                        .join();
            });
            try (end;
                    var lines = process.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    output.accept(line);
                }
                return process.waitFor();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
