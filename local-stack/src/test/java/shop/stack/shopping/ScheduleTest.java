package shop.stack.shopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private final Schedule schedule = new Schedule(100, Duration.ofSeconds(5), Duration.ofSeconds(60));

    @Test
    void ordersAreAsManyAsTheRateSays() {
        assertThat(schedule.orders()).isEqualTo(6500);
        assertThat(new Schedule(0.5, Duration.ZERO, Duration.ofSeconds(10)).orders())
                .isEqualTo(5);
    }

    @Test
    void ordersAreDueAtEvenDistancesThatDoNotDrift() {
        assertThat(schedule.dueNanos(0)).isZero();
        assertThat(schedule.dueNanos(1)).isEqualTo(10_000_000);
        assertThat(new Schedule(3, Duration.ZERO, Duration.ofHours(1)).dueNanos(3 * 3600))
                .isEqualTo(Duration.ofHours(1).toNanos());
    }

    @Test
    void ordersOfTheWarmUpAreNotTimed() {
        assertThat(schedule.isTimed(499)).isFalse();
        assertThat(schedule.isTimed(500)).isTrue();
    }

    @Test
    void nothingIsDueWithoutARateOrADuration() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Schedule(0, Duration.ZERO, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Schedule(Double.NaN, Duration.ZERO, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Schedule(1, Duration.ZERO, Duration.ZERO));
    }
}
