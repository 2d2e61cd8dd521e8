package shop.tools.bootstrap.bench;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The figures of all rounds, in a file: round, side, figure and value, separated by tabs. Lines that begin with {@code #} are for
 * people.
 *
 * <p>A round of one side is appended as a whole when it is over, so that what was cut short is measured again.
 */
public final class Results {

    /** The two that are compared. */
    public enum Side {
        OLD,
        NEW;

        /** As it is written. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Path file;

    /** @param file is made with the first figures */
    public Results(Path file) {
        this.file = file;
    }

    public boolean has(int round, Side side) {
        return lines().stream().anyMatch(line -> line.startsWith(round + "\t" + side.word() + "\t"));
    }

    /**
     * Appends what one round of one side has measured.
     *
     * @param remark explains the file, where it begins
     */
    public void add(String remark, int round, Side side, Map<String, Double> figures) {
        List<String> lines = new ArrayList<>();
        if (!Files.exists(file)) {
            lines.add("# " + remark);
        }
        figures.forEach((figure, value) -> lines.add(round + "\t" + side.word() + "\t" + figure + "\t" + value));
        try {
            Files.write(file, lines, CREATE, APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("The figures cannot be written: " + file, e);
        }
    }

    /** Figures in the order in which they came first, each with its value in every round of the two sides. */
    public Map<String, Map<Side, Map<Integer, Double>>> figures() {
        Map<String, Map<Side, Map<Integer, Double>>> figures = new LinkedHashMap<>();
        for (String line : lines()) {
            String[] fields = line.split("\t", -1);
            if (fields.length == 4) {
                figures.computeIfAbsent(fields[2], _ -> new LinkedHashMap<>())
                        .computeIfAbsent(
                                fields[1].equals(Side.OLD.word()) ? Side.OLD : Side.NEW, _ -> new LinkedHashMap<>())
                        .put(Integer.valueOf(fields[0]), Double.valueOf(fields[3]));
            }
        }
        return figures;
    }

    private List<String> lines() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("The figures cannot be read: " + file, e);
        }
    }
}
