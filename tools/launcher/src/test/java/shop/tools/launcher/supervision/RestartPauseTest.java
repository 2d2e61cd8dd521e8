package shop.tools.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RestartPauseTest {

    private final RestartPause pause = new RestartPause();

    @Test
    void doublesUpToFiveSeconds() {
        assertThat(Stream.generate(() -> pause.after(Duration.ZERO).toMillis()).limit(8))
                .containsExactly(200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L, 5000L);
    }

    @Test
    void beginsAgainAfterAMinuteOfHealth() {
        pause.after(Duration.ZERO);
        pause.after(Duration.ofSeconds(59));
        assertThat(pause.after(Duration.ofSeconds(60))).isEqualTo(Duration.ofMillis(200));
        assertThat(pause.after(Duration.ZERO)).isEqualTo(Duration.ofMillis(400));
    }
}
