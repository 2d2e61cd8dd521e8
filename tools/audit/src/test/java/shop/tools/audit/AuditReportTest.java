package shop.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AuditReportTest {

    private final SampleHistory sample = SampleHistory.sound();

    @Test
    void aSoundHistoryHolds() {
        AuditReport report = AuditReport.of(sample.history(), List.of(), 0);
        assertThat(report.holds()).isTrue();
        assertThat(report.text())
                .contains("I1", "I2", "I3", "I4", "I5", "I6", "I7")
                .contains("5 checkouts")
                .doesNotContain("BROKEN")
                .endsWith("Everything that ever happened in this stack keeps every invariant.");
    }

    @Test
    void offendersAreNamedUpToTwentyAndCounted() {
        for (int i = 0; i < 25; i++) {
            sample.placed();
        }
        AuditReport report = AuditReport.of(sample.history(), List.of(), 0);
        assertThat(report.holds()).isFalse();
        assertThat(report.text()).contains("BROKEN 25x", "and 5 more").endsWith("1 invariant is broken.");
        assertThat(report.text().lines().filter(line -> line.contains("knows 0 orders")))
                .hasSize(20);
    }

    @Test
    void whatWasUnderwayIsSaidAsAPossibleReason() {
        sample.placed();
        assertThat(AuditReport.of(sample.history(), List.of("order-service/checkout.events has 3 records to go."), 0)
                        .text())
                .contains("Not quiet: order-service/checkout.events has 3 records to go.")
                .contains("let it settle");
    }

    @Test
    void deadLettersAndCircumstancesAreNamedBesideTheFindings() {
        sample.deadLetters.add(
                new History.DeadLetter("order-service/checkout.events", "checkout.events", 1, 99, null, true));
        sample.onTopic("order.events", UUID.randomUUID(), "key", new RecordContent.UnknownType("order.returned.v1"));
        AuditReport report = AuditReport.of(sample.history(), List.of(), 7);
        assertThat(report.holds()).isTrue();
        assertThat(report.text())
                .contains("order-service/checkout.events keeps 1 dead letters.")
                .contains("Kafka no longer keeps 7 old records")
                .contains("1 events on the topics come from no outbox")
                .contains("1 records have a type that this release skips.");
    }
}
