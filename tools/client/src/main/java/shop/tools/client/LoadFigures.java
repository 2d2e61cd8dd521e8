package shop.tools.client;

import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * What is counted and timed while load runs. Times are recorded in microseconds with three significant digits.
 *
 * <p>Safe for use by several threads; a figure read while load runs is a moment's look.
 */
final class LoadFigures {

    final LongAdder due = new LongAdder();
    final LongAdder accepted = new LongAdder();
    final LongAdder confirmed = new LongAdder();
    final LongAdder rejected = new LongAdder();
    final LongAdder cancelled = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder failed = new LongAdder();

    /** Orders whose cart the shop had not filled when they were due; the time to accept contains the wait. */
    final LongAdder lateCarts = new LongAdder();

    private final Histogram accept = new ConcurrentHistogram(3);
    private final Histogram answer = new ConcurrentHistogram(3);
    private final Histogram cancellation = new ConcurrentHistogram(3);
    private final Histogram lateness = new ConcurrentHistogram(3);
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private final Queue<String> unanswered = new ConcurrentLinkedQueue<>();

    /** From the moment the order was due to the shop's 202. */
    void acceptTook(long nanos) {
        record(accept, nanos);
    }

    /** From the 202 to the final answer. */
    void answerTook(long nanos) {
        record(answer, nanos);
    }

    /** From the press on "cancel" to CANCELLED. */
    void cancellationTook(long nanos) {
        record(cancellation, nanos);
    }

    /** How much later than due this client itself pressed the button although the cart was full; part of the time to accept. */
    void pressedLate(long nanos) {
        record(lateness, nanos);
    }

    void failed(String reason) {
        failed.increment();
        failures.computeIfAbsent(reason, _ -> new LongAdder()).increment();
    }

    void unanswered(String orderId) {
        unanswered.add(orderId);
    }

    /** Orders that have a final answer or never will; everything due is settled when the run is over. */
    long settled() {
        return confirmed.sum() + rejected.sum() + cancelled.sum() + failed.sum() + unanswered.size();
    }

    LoadReport report(Schedule schedule, double cpuShare) {
        var reasons = new TreeMap<String, Long>();
        failures.forEach((reason, count) -> reasons.put(reason, count.sum()));
        return new LoadReport(
                schedule.ratePerSecond(),
                schedule.measured().toMillis() / 1000.0,
                schedule.warmUp().toMillis() / 1000.0,
                new LoadReport.Counts(
                        due.sum(),
                        accepted.sum(),
                        confirmed.sum(),
                        rejected.sum(),
                        cancelled.sum(),
                        unanswered.size(),
                        failed.sum(),
                        retried.sum(),
                        lateCarts.sum()),
                LoadReport.Latency.of(accept),
                LoadReport.Latency.of(answer),
                LoadReport.Latency.of(cancellation),
                LoadReport.Latency.of(lateness),
                cpuShare,
                reasons,
                unanswered.stream().limit(20).toList());
    }

    private static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.max(0, nanos / 1000));
    }
}
