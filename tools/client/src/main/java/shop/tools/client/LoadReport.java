package shop.tools.client;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What came out of a load run. Latencies are of orders due after the warm-up, counts are of all orders.
 *
 * @param clientLateness how much later than due this client pressed the button: its own error
 * @param clientCpuShare processor time of this client per second, in cores
 */
record LoadReport(
        double ratePerSecond,
        double measuredSeconds,
        double warmUpSeconds,
        Counts counts,
        Latency accept,
        Latency acceptToAnswer,
        Latency cancelToCancelled,
        Latency clientLateness,
        double clientCpuShare,
        Map<String, Long> failures,
        List<String> unansweredOrders) {

    /**
     * @param confirmed orders whose last answer is CONFIRMED; one that was then cancelled counts as cancelled only
     * @param unanswered accepted orders without a final answer
     * @param failed orders that were never accepted, as far as this client knows
     * @param retried requests to order that were sent again with the same key
     * @param lateCarts orders whose cart the shop had not filled when they were due; accept contains the wait
     */
    record Counts(
            long due,
            long accepted,
            long confirmed,
            long rejected,
            long cancelled,
            long unanswered,
            long failed,
            long retried,
            long lateCarts) {}

    /** Milliseconds. */
    record Latency(long count, double p50, double p95, double p99, double max) {

        static Latency of(Histogram micros) {
            return new Latency(
                    micros.getTotalCount(),
                    micros.getValueAtPercentile(50) / 1000.0,
                    micros.getValueAtPercentile(95) / 1000.0,
                    micros.getValueAtPercentile(99) / 1000.0,
                    micros.getMaxValue() / 1000.0);
        }

        private String row(String name) {
            return count == 0
                    ? ""
                    : String.format(Locale.ROOT, "%n%-24s %10.1f %10.1f %10.1f %10.1f", name, p50, p95, p99, max);
        }
    }

    boolean everyAcceptedOrderIsAnswered() {
        return counts.unanswered() == 0;
    }

    String text() {
        var text = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d orders, %s/s for %s s after %s s of rising load (counted, not timed)%n%n%-24s %10s %10s %10s %10s",
                counts.due(),
                plain(ratePerSecond),
                plain(measuredSeconds),
                plain(warmUpSeconds),
                "milliseconds",
                "p50",
                "p95",
                "p99",
                "max"));
        text.append(accept.row("accept"))
                .append(acceptToAnswer.row("accept -> final answer"))
                .append(cancelToCancelled.row("cancel -> cancelled"))
                .append(String.format(
                        Locale.ROOT,
                        "%n%nThis client pressed %.1f ms late at p99 (contained in accept) and used %.0f %% of one core.",
                        clientLateness.p99(),
                        clientCpuShare * 100))
                .append(String.format(
                        Locale.ROOT,
                        "%n%naccepted %,d   confirmed %,d   rejected %,d   cancelled %,d   unanswered %,d   failed %,d   retried %,d",
                        counts.accepted(),
                        counts.confirmed(),
                        counts.rejected(),
                        counts.cancelled(),
                        counts.unanswered(),
                        counts.failed(),
                        counts.retried()));
        if (counts.lateCarts() > 0) {
            text.append(String.format(
                    Locale.ROOT, "%n  %,d orders were due before the shop had filled their cart", counts.lateCarts()));
        }
        failures.forEach(
                (reason, count) -> text.append(String.format(Locale.ROOT, "%n  failed %,d times: %s", count, reason)));
        unansweredOrders.forEach(order -> text.append(String.format(Locale.ROOT, "%n  no final answer: %s", order)));
        return text.toString();
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
}
