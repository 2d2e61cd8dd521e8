package shop.tools.bootstrap.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import shop.tools.bootstrap.bench.Results.Side;

class ComparisonTableTest {

    @Test
    void mediansSpreadsAndTheirRatio() {
        assertThat(row(Map.of(1, 10.0, 2, 12.25, 3, 1234.5), Map.of(1, 5.5, 2, 4.9, 3, 0.256)))
                .isEqualTo("| x | 12.3 | 10 to 1,235 | 4.90 | 0.26 to 5.50 | 0.40 | 3 of 3 |");
    }

    @Test
    void theMedianOfTwoLiesBetweenThem() {
        assertThat(ComparisonTable.median(Map.of(1, 4.0, 2, 1.0))).isEqualTo(2.5);
    }

    @Test
    void onlyRoundsWithBothSidesArePairs() {
        assertThat(row(Map.of(1, 10.0, 2, 10.0, 3, 10.0), Map.of(1, 9.0, 2, 10.0)))
                .isEqualTo("| x | 10 | 10 to 10 | 9.50 | 9 to 10 | 0.95 | 1 of 2 |");
    }

    @Test
    void aFigureOfOneSideHasNoRatio() {
        assertThat(row(Map.of(1, 10.0), Map.of())).isEqualTo("| x | 10 | – | – | – | – | – |");
    }

    @Test
    void nothingIsDividedByZero() {
        assertThat(row(Map.of(1, 0.0), Map.of(1, 3.0))).isEqualTo("| x | 0 | – | 3 | – | – | 0 of 1 |");
    }

    private static String row(Map<Integer, Double> before, Map<Integer, Double> now) {
        return ComparisonTable.of(Map.of("x", Map.of(Side.OLD, before, Side.NEW, now)))
                .getLast();
    }
}
