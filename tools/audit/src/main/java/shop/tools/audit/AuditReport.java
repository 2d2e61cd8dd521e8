package shop.tools.audit;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an audit found.
 *
 * @param underway what was still on its way when the audit began; empty if all was quiet
 * @param deadLetters how many each consumer has open
 * @param notes what a reader should know to judge the findings
 */
public record AuditReport(
        boolean holds,
        List<Finding> findings,
        List<String> underway,
        Map<String, Long> deadLetters,
        List<String> notes) {

    static AuditReport of(History history, List<String> underway, long forgottenRecords) {
        List<Finding> findings =
                Invariant.ALL.stream().map(one -> judge(one, history)).toList();
        var deadLetters = new TreeMap<String, Long>();
        history.deadLetters().stream()
                .filter(History.DeadLetter::isOpen)
                .forEach(letter -> deadLetters.merge(Printable.of(letter.consumer()), 1L, Long::sum));
        return new AuditReport(
                findings.stream().allMatch(Finding::holds),
                findings,
                underway,
                deadLetters,
                ReportNotes.on(history, forgottenRecords));
    }

    /** An invariant that cannot be judged is a finding, and the others are judged all the same. */
    static Finding judge(Invariant invariant, History history) {
        try {
            return invariant.check(history);
        } catch (RuntimeException e) {
            return new Finding.Builder("?", invariant.getClass().getSimpleName() + " can be judged")
                    .broken(
                            "the audit",
                            "failed with " + e + " at "
                                    + List.of(e.getStackTrace()).stream().findFirst())
                    .checked(0, "judged");
        }
    }

    String text() {
        var text = new StringBuilder();
        for (Finding finding : findings) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-3s %-74s %20s   %s%n",
                    finding.invariant(),
                    finding.statement(),
                    finding.checked(),
                    finding.holds() ? "holds" : "BROKEN " + String.format(Locale.ROOT, "%,d", finding.broken()) + "x"));
            finding.offenders().forEach(one -> text.append("      ").append(one).append(System.lineSeparator()));
            if (finding.broken() > finding.offenders().size()) {
                text.append(String.format(
                        Locale.ROOT,
                        "      and %,d more%n",
                        finding.broken() - finding.offenders().size()));
            }
        }
        text.append(System.lineSeparator());
        deadLetters.forEach((consumer, count) ->
                text.append(String.format(Locale.ROOT, "%s keeps %,d dead letters.%n", consumer, count)));
        notes.forEach(note -> text.append(note).append(System.lineSeparator()));
        underway.forEach(one -> text.append("Not quiet: ").append(one).append(System.lineSeparator()));
        return text.append(verdict()).toString();
    }

    private String verdict() {
        long broken = findings.stream().filter(finding -> !finding.holds()).count();
        if (broken == 0) {
            return "Everything that ever happened in this stack keeps every invariant.";
        }
        String sentence = broken == 1 ? "1 invariant is broken." : broken + " invariants are broken.";
        return underway.isEmpty()
                ? sentence
                : sentence + " The pipeline was not quiet, which may be the reason: let it settle and look again.";
    }
}
