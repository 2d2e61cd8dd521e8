package shop.testing.faults;

import java.util.List;
import java.util.Locale;

/**
 * What became of one fault with one seed.
 *
 * @param refused attempts that were answered with "not now"; each was made again
 * @param unknown attempts without an answer; each was made again
 * @param freshSeconds from the lift until an order placed after it had its answer; negative if it had none
 * @param backlogSeconds from the lift until the last order accepted before it had its answer; negative if one has none, NaN if nobody knows
 * @param tookSeconds all of the row, with the judgement
 * @param findings what does not hold, or the reason if it was skipped
 */
record Row(
        long seed,
        String fault,
        Verdict verdict,
        int orders,
        int refused,
        int unknown,
        double freshSeconds,
        double backlogSeconds,
        double tookSeconds,
        List<String> findings) {

    /** Whether all that must hold did. */
    enum Verdict {
        HOLDS,
        BROKEN,
        SKIPPED
    }

    static final String HEADER = String.format(
            Locale.ROOT,
            "%-5s %-32s %7s %8s %8s %8s %8s %8s  %s",
            "seed",
            "fault",
            "orders",
            "refused",
            "unknown",
            "fresh s",
            "all s",
            "took s",
            "verdict");

    static Row skipped(long seed, String fault, String reason) {
        return new Row(seed, fault, Verdict.SKIPPED, 0, 0, 0, 0, 0, 0, List.of(reason));
    }

    Row took(double wholeSeconds) {
        return new Row(
                seed, fault, verdict, orders, refused, unknown, freshSeconds, backlogSeconds, wholeSeconds, findings);
    }

    String text() {
        if (verdict == Verdict.SKIPPED) {
            return String.format(Locale.ROOT, "%-5d %-32s SKIPPED: %s", seed, fault, String.join(" ", findings));
        }
        return String.format(
                Locale.ROOT,
                "%-5d %-32s %7d %8d %8d %8s %8s %8s  %s",
                seed,
                fault,
                orders,
                refused,
                unknown,
                seconds(freshSeconds),
                seconds(backlogSeconds),
                seconds(tookSeconds),
                verdict == Verdict.HOLDS ? "holds" : "BROKEN");
    }

    /** One line for programs, which gather the figures of many runs. */
    String tabSeparated() {
        return String.join(
                "\t",
                String.valueOf(seed),
                fault,
                verdict.name(),
                String.valueOf(orders),
                String.valueOf(refused),
                String.valueOf(unknown),
                seconds(freshSeconds),
                seconds(backlogSeconds),
                seconds(tookSeconds),
                String.join(" | ", findings));
    }

    /** The command that makes this row again. */
    String command() {
        return "./shop test --faults --only " + fault + " --seed " + seed;
    }

    private static String seconds(double seconds) {
        if (Double.isNaN(seconds)) {
            return "–";
        }
        return seconds < 0 ? "never" : String.format(Locale.ROOT, "%.1f", seconds);
    }
}
