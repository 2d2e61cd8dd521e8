package shop.tools.bootstrap.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateSearchTest {

    private final List<Integer> tried = new ArrayList<>();

    @Test
    void aRateThatFailsTwiceEndsTheSearch() {
        assertThat(RateSearch.highestBorne(30, rate -> tried(rate) && rate < 50))
                .isEqualTo(40);
        assertThat(tried).containsExactly(30, 40, 50, 50);
    }

    @Test
    void aSecondTryCounts() {
        assertThat(RateSearch.highestBorne(30, rate -> tried(rate) && (rate < 40 || tried.size() == 3)))
                .isEqualTo(40);
    }

    @Test
    void theFirstRateMayBeTooHigh() {
        assertThat(RateSearch.highestBorne(30, rate -> false)).isZero();
    }

    private boolean tried(int rate) {
        return tried.add(rate);
    }
}
