package shop.tools.audit;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Reads a stack and judges it, for the verb and for other programs.
 *
 * @param history all that was read, for those who know more than the stack does
 */
public record Audit(History history, AuditReport report) {

    /**
     * Waits for a quiet moment, reads everything and judges it. Topics are read before tables: what a table holds beyond them is
     * younger, and nothing is if all is quiet.
     *
     * @param settle how long to wait for the quiet moment; what is under way after that is named in the report
     * @throws NotQuietException if the shop went on while it was read and what was read does not fit together: that may be
     *     because it was read at different moments, so nothing can be said
     */
    public static Audit of(StackAddress stack, Duration settle)
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        var pipeline = new QuietPipeline(stack);
        QuietPipeline.Observation before = pipeline.awaitQuiet(settle);
        TopicReader.Content topics = new TopicReader(stack).read();
        History history = new TableReader(stack).read(topics);
        AuditReport report = AuditReport.of(history, before.underway(), topics.forgotten());
        if (!report.holds() && wentOn(before, pipeline.observe())) {
            throw new NotQuietException();
        }
        return new Audit(history, report);
    }

    /** What was stuck before and still is at the same place did not go on: that is a finding. */
    private static boolean wentOn(QuietPipeline.Observation before, QuietPipeline.Observation after) {
        boolean quietNoMore = before.underway().isEmpty() && !after.underway().isEmpty();
        return quietNoMore || !after.ends().equals(before.ends());
    }

    /** The shop went on while it was audited. */
    public static final class NotQuietException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotQuietException() {
            super("Orders went on while the audit read, so it cannot judge. Let them end and audit again.");
        }
    }
}
