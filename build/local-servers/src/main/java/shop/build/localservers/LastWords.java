package shop.build.localservers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file, for the message about a process that did not come up. */
final class LastWords {

    private static final int LINES = 15;

    private LastWords() {}

    static String of(Path log) {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size())) + "\n(from " + log
                    + ")";
        } catch (IOException e) {
            return "(no output in " + log + ")";
        }
    }
}
