package shop.tools.bootstrap.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code ./shop load --json} reports. Older versions of this project print the same document.
 *
 * @param accept from the moment an order was due to the shop's 202
 * @param answer from the 202 to CONFIRMED or REJECTED
 * @param retried requests that were refused or lost, and sent again
 * @param failed orders that were never accepted
 * @param unanswered accepted orders without a final answer
 */
public record LoadResult(Latency accept, Latency answer, long due, long retried, long failed, long unanswered) {

    private static final double HIGHEST_ANSWER_P99 = 250;

    /** Milliseconds. */
    public record Latency(double p50, double p99) {}

    /**
     * Finds the report among everything that the verb wrote.
     *
     * @param output what the verb wrote, progress included
     * @throws IllegalArgumentException if there is no report in it
     */
    public static LoadResult in(String output) {
        String report = output.substring(Math.max(0, output.indexOf("\n{") + 1));
        String counts = object("counts", report);
        return new LoadResult(
                latency(object("accept", report)),
                latency(object("acceptToAnswer", report)),
                (long) number("due", counts),
                (long) number("retried", counts),
                (long) number("failed", counts),
                (long) number("unanswered", counts));
    }

    /** Nothing was refused, every order has its answer, and 99 of 100 have it within 250 ms. */
    public boolean isBorne() {
        return retried == 0 && failed == 0 && unanswered == 0 && answer.p99 <= HIGHEST_ANSWER_P99;
    }

    /**
     * What is kept of it.
     *
     * @param load says which load it was: the beginning of each figure's name
     */
    public Map<String, Double> figures(String load) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(load + ", accept p50, ms", accept.p50);
        figures.put(load + ", accept p99, ms", accept.p99);
        figures.put(load + ", answer p50, ms", answer.p50);
        figures.put(load + ", answer p99, ms", answer.p99);
        figures.put(load + ", refused or lost and sent again", (double) retried);
        figures.put(load + ", not placed", (double) failed);
        figures.put(load + ", without an answer", (double) unanswered);
        return figures;
    }

    private static Latency latency(String object) {
        return new Latency(number("p50", object), number("p99", object));
    }

    /** An object without objects in it. */
    private static String object(String name, String json) {
        return found("\"" + name + "\"\\s*:\\s*\\{([^}]*)}", json);
    }

    private static double number(String name, String json) {
        return Double.parseDouble(found("\"" + name + "\"\\s*:\\s*(-?[0-9.]+(?:E-?[0-9]+)?)", json));
    }

    private static String found(String pattern, String json) {
        Matcher matcher = Pattern.compile(pattern).matcher(json);
        if (!matcher.find()) {
            throw new IllegalArgumentException("Not the report of a load: " + pattern + " is missing in:\n" + json);
        }
        return matcher.group(1);
    }
}
