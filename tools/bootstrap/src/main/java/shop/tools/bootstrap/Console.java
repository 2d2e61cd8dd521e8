package shop.tools.bootstrap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a person reads meanwhile goes to the error stream, results go to the other one. */
@SuppressWarnings("SystemOut")
final class Console {

    /** The script has looked: a JVM cannot tell for the error stream alone. */
    private static final boolean TERMINAL = Boolean.getBoolean("shop.terminal");

    private Console() {}

    static void say(String sentence) {
        System.err.println(sentence);
    }

    static void result(String line) {
        System.out.println(line);
    }

    static boolean isTerminal() {
        return TERMINAL;
    }

    /** Replaces the last line of a terminal; nothing where there is none. */
    static void progress(String words) {
        if (TERMINAL) {
            System.err.print("\r\033[K" + words);
            System.err.flush();
        }
    }

    /** Empty if it cannot be read. Odd bytes in a log must not hide the rest of it. */
    static List<String> lines(Path log) {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    static String lastLines(Path log, int count) {
        List<String> lines = lines(log);
        return quoted(lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }

    /** For the end of a sentence that announces lines. */
    static String quoted(List<String> lines) {
        return String.join("", lines.stream().map(line -> "\n  | " + line).toList());
    }
}
