package shop.tools.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoadReportTest {

    private final LoadFigures figures = new LoadFigures();
    private final Schedule schedule = new Schedule(100, Duration.ofSeconds(5), Duration.ofSeconds(60));

    @Test
    void percentilesAreMilliseconds() {
        for (int millis = 1; millis <= 100; millis++) {
            figures.acceptTook(Duration.ofMillis(millis).toNanos());
        }
        LoadReport.Latency accept = figures.report(schedule, 0).accept();
        assertThat(accept.count()).isEqualTo(100);
        assertThat(accept.p50()).isBetween(49.9, 50.1);
        assertThat(accept.p95()).isBetween(94.9, 95.1);
        assertThat(accept.p99()).isBetween(98.9, 99.1);
        assertThat(accept.max()).isBetween(99.9, 100.1);
    }

    @Test
    void textNamesWhatWasMeasuredAndCounted() {
        figures.due.add(6500);
        figures.accepted.add(6499);
        figures.confirmed.add(6498);
        figures.unanswered("order-1");
        figures.failed("checkout: 409 cart-changed");
        figures.acceptTook(3_000_000);
        LoadReport report = figures.report(schedule, 0.12);
        assertThat(report.everyAcceptedOrderIsAnswered()).isFalse();
        assertThat(report.text())
                .contains("6,500 orders, 100/s for 60 s after 5 s of rising load")
                .containsPattern("accept +3\\.0 +3\\.0 +3\\.0 +3\\.0")
                .doesNotContain("cancel -> cancelled")
                .contains("used 12 % of one core")
                .contains("accepted 6,499   confirmed 6,498   rejected 0   cancelled 0   unanswered 1   failed 1")
                .contains("failed 1 times: checkout: 409 cart-changed")
                .contains("no final answer: order-1");
    }
}
