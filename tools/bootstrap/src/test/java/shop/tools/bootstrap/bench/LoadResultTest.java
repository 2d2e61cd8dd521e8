package shop.tools.bootstrap.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import shop.tools.bootstrap.bench.LoadResult.Latency;

class LoadResultTest {

    @Test
    void theReportOfThisVersionIsRead() throws IOException {
        LoadResult result = LoadResult.in(Captured.output("load-now.txt"));
        assertThat(result)
                .isEqualTo(new LoadResult(
                        new Latency(12886.015, 20627.455), new Latency(4276.223, 8359.935), 25, 12, 0, 0));
    }

    @Test
    void theReportOfAnOlderVersionIsRead() throws IOException {
        LoadResult result = LoadResult.in(Captured.output("load-7c19c7f.txt"));
        assertThat(result)
                .isEqualTo(new LoadResult(new Latency(920.063, 1757.183), new Latency(718.335, 1050.623), 25, 0, 0, 0));
    }

    @Test
    void aVerbThatReportedNothingIsQuoted() {
        assertThatThrownBy(() -> LoadResult.in("No shop is running."))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("No shop is running.");
    }

    @Test
    void aLoadIsBorneIfNothingIsRefusedAndAnswersAreQuick() {
        assertThat(result(250, 0, 0, 0).isBorne()).isTrue();
        assertThat(result(250.1, 0, 0, 0).isBorne()).isFalse();
        assertThat(result(250, 1, 0, 0).isBorne()).isFalse();
        assertThat(result(250, 0, 1, 0).isBorne()).isFalse();
        assertThat(result(250, 0, 0, 1).isBorne()).isFalse();
    }

    @Test
    void everyFigureNamesItsLoad() {
        assertThat(result(80, 2, 1, 0).figures("second load"))
                .containsEntry("second load, answer p99, ms", 80.0)
                .containsEntry("second load, refused or lost and sent again", 2.0)
                .allSatisfy((figure, value) -> assertThat(figure).startsWith("second load, "));
    }

    private static LoadResult result(double answerP99, long retried, long failed, long unanswered) {
        return new LoadResult(new Latency(1, 2), new Latency(3, answerP99), 100, retried, failed, unanswered);
    }
}
