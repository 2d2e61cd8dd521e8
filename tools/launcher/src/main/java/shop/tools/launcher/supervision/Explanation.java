package shop.tools.launcher.supervision;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import shop.tools.stack.StackHome;

/** What a component's log says about its end, where that can be told in a sentence. */
public final class Explanation {

    private static final int SIGNALLED = 128;
    private static final int SIGKILL = 9;
    private static final int TAIL_BYTES = 16 * 1024;

    private Explanation() {}

    /** How a process ended, with the reason if its log tells one. */
    static String ofEnd(StackHome home, String component, int exitCode) {
        String end = exitCode > SIGNALLED
                ? "it was killed by signal " + (exitCode - SIGNALLED)
                : "it ended with exit code " + exitCode;
        // Nobody who was killed had time to say why; what the log ends with is older.
        return exitCode == SIGNALLED + SIGKILL ? end : end + of(home, component);
    }

    /** Empty, or a sentence beginning with a colon. */
    static String of(StackHome home, String component) {
        String end = String.join("\n", lastLines(home.log(component), 200));
        if (end.contains("No space left on device")) {
            return ": the disk is full (" + home.folder() + "). Free some space; nothing that was accepted is lost";
        }
        if (end.contains("Address already in use")) {
            return ": its port is taken by another process. ./shop doctor names it";
        }
        if (end.contains("OutOfMemoryError")) {
            return ": it ran out of memory";
        }
        return "";
    }

    /** The last lines of a log, without reading the rest of it. */
    public static List<String> lastLines(Path log, int count) {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - (long) TAIL_BYTES * Math.max(1, count / 50));
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            List<String> lines =
                    new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of();
        }
    }
}
