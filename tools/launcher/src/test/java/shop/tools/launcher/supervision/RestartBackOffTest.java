package shop.tools.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RestartBackOffTest {

    private final RestartBackOff backOff = new RestartBackOff();

    @Test
    void doublesUpToFiveSeconds() {
        assertThat(Stream.generate(() -> backOff.pauseAfter(Duration.ZERO).toMillis())
                        .limit(8))
                .containsExactly(200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L, 5000L);
    }

    @Test
    void beginsAgainAfterAMinuteOfHealth() {
        backOff.pauseAfter(Duration.ZERO);
        backOff.pauseAfter(Duration.ofSeconds(59));
        assertThat(backOff.pauseAfter(Duration.ofSeconds(60))).isEqualTo(Duration.ofMillis(200));
        assertThat(backOff.pauseAfter(Duration.ZERO)).isEqualTo(Duration.ofMillis(400));
    }
}
