package shop.tools.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private final Schedule schedule = new Schedule(100, Duration.ofSeconds(5), Duration.ofSeconds(60));

    @Test
    void ordersAreAsManyAsTheRateSays() {
        assertThat(schedule.orders()).isEqualTo(250 + 6000);
        assertThat(new Schedule(0.5, Duration.ZERO, Duration.ofSeconds(10)).orders())
                .isEqualTo(5);
    }

    @Test
    void rateRisesEvenlyWhileTheShopWarmsUp() {
        assertThat(schedule.dueNanos(0)).isZero();
        assertThat(schedule.dueNanos(1)).isCloseTo(316_227_766, within(1L));
        assertThat(schedule.dueNanos(250 - 1)).isCloseTo(4_989_989_980L, within(1000L));
        assertThat(schedule.dueNanos(250)).isEqualTo(5_000_000_000L);
    }

    @Test
    void ordersAreDueAtEvenDistancesThatDoNotDrift() {
        assertThat(schedule.dueNanos(251)).isEqualTo(5_010_000_000L);
        assertThat(new Schedule(3, Duration.ZERO, Duration.ofHours(1)).dueNanos(3 * 3600))
                .isEqualTo(Duration.ofHours(1).toNanos());
    }

    @Test
    void ordersOfTheWarmUpAreNotTimed() {
        assertThat(schedule.isTimed(249)).isFalse();
        assertThat(schedule.isTimed(250)).isTrue();
    }

    @Test
    void nothingIsDueWithoutARateOrADuration() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Schedule(0, Duration.ZERO, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Schedule(Double.NaN, Duration.ZERO, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Schedule(1, Duration.ZERO, Duration.ZERO));
    }
}
