package shop.tools.bootstrap.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import shop.tools.bootstrap.bench.Results.Side;

/** Two sides in a Markdown table: for each figure the medians, what lies around them, and how the new one stands to the old. */
public final class ComparisonTable {

    private static final String NONE = "–";

    private ComparisonTable() {}

    /**
     * The whole table.
     *
     * @param figures each with its value in every round of the two sides
     * @return lines; "new lower" counts the rounds, of those with both sides, in which the new value was the lower one
     */
    public static List<String> of(Map<String, Map<Side, Map<Integer, Double>>> figures) {
        List<String> lines = new ArrayList<>();
        lines.add("| figure | old | old, lowest to highest | new | new, lowest to highest | new/old | new lower |");
        lines.add("|---|---|---|---|---|---|---|");
        figures.forEach((figure, sides) ->
                lines.add(row(figure, sides.getOrDefault(Side.OLD, Map.of()), sides.getOrDefault(Side.NEW, Map.of()))));
        return lines;
    }

    private static String row(String figure, Map<Integer, Double> before, Map<Integer, Double> now) {
        List<String> cells = new ArrayList<>(List.of(figure));
        cells.addAll(cells(before));
        cells.addAll(cells(now));
        cells.add(
                before.isEmpty() || now.isEmpty() || median(before) == 0
                        ? NONE
                        : String.format(Locale.ROOT, "%.2f", median(now) / median(before)));
        List<Integer> pairs = before.keySet().stream().filter(now::containsKey).toList();
        long lower = pairs.stream()
                .filter(round -> value(now, round) < value(before, round))
                .count();
        cells.add(pairs.isEmpty() ? NONE : lower + " of " + pairs.size());
        return "| " + String.join(" | ", cells) + " |";
    }

    private static List<String> cells(Map<Integer, Double> rounds) {
        if (rounds.isEmpty()) {
            return List.of(NONE, NONE);
        }
        List<Double> sorted = rounds.values().stream().sorted().toList();
        return List.of(
                number(median(rounds)),
                rounds.size() == 1 ? NONE : number(sorted.getFirst()) + " to " + number(sorted.getLast()));
    }

    static double median(Map<Integer, Double> rounds) {
        List<Double> sorted = rounds.values().stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static double value(Map<Integer, Double> rounds, int round) {
        return rounds.getOrDefault(round, Double.NaN);
    }

    /** Three digits that count, as long as there is a point. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = value == Math.rint(value) || size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
