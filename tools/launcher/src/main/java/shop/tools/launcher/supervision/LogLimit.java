package shop.tools.launcher.supervision;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * Keeps the logs small that processes of the stack write without looking at their size: of a log that has grown too large, only the
 * last part is kept, beside it under the name {@code …log.1}.
 *
 * <p>The processes go on writing to the same file. They append, so it may be emptied under them; a line that comes between the copy and
 * the emptying is lost.
 */
final class LogLimit {

    private static final Duration LOOK = Duration.ofSeconds(10);

    private final List<Path> logs;
    private final long largest;

    /** @param largest in bytes */
    LogLimit(List<Path> logs, long largest) {
        this.logs = List.copyOf(logs);
        this.largest = largest;
    }

    /** Looks at them until this program ends. */
    void watch() {
        Thread.ofVirtual().name("logs").start(() -> {
            try {
                while (true) {
                    Thread.sleep(LOOK);
                    apply();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    void apply() {
        for (Path log : logs) {
            try {
                if (Files.exists(log) && Files.size(log) > largest) {
                    Files.copy(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
                    FileChannel.open(log, StandardOpenOption.WRITE).truncate(0).close();
                }
            } catch (IOException e) {
                LiveStackState.say(log + " has grown large and could not be emptied: " + e);
            }
        }
    }
}
