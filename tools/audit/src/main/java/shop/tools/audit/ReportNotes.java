package shop.tools.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** The part of a report that names what breaks no invariant but should be known to judge the findings. */
final class ReportNotes {

    private ReportNotes() {}

    static List<String> on(History history, long forgottenRecords) {
        var notes = new ArrayList<String>();
        if (forgottenRecords > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "Kafka no longer keeps %,d old records: what is said above of the orders in them comes from the tables"
                            + " alone and may name them without reason.",
                    forgottenRecords));
        }
        Set<UUID> foreign = history.foreignEvents();
        if (!foreign.isEmpty()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%,d events on the topics come from no outbox, for example %s: somebody else wrote to Kafka.",
                    foreign.size(),
                    foreign.iterator().next()));
        }
        long skipped = history.records().stream()
                .filter(record -> record.content() instanceof RecordContent.UnknownType)
                .count();
        if (skipped > 0) {
            notes.add(String.format(Locale.ROOT, "%,d records have a type that this release skips.", skipped));
        }
        long repeated = history.records().stream()
                        .filter(record -> record.eventId() != null)
                        .count()
                - history.firstOccurrences().count();
        if (repeated > 0) {
            notes.add(String.format(Locale.ROOT, "%,d records are second deliveries, which change nothing.", repeated));
        }
        return notes;
    }
}
