package shop.tools.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StartProgressTest {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Duration cpu = Duration.ZERO;
    private long length;
    private final StartProgress progress = new StartProgress(() -> cpu, () -> length, () -> now);

    @Test
    void lineInTheLogIsProgress() {
        after(60);
        length += 80;
        assertThat(progress.standstill()).isZero();
        assertThat(after(7)).hasSeconds(7);
    }

    @Test
    void processThatWorksGetsOn() {
        for (int i = 0; i < 100; i++) {
            cpu = cpu.plusSeconds(1);
            assertThat(after(12)).isZero();
        }
    }

    @Test
    void processThatOnlyLooksAtItsClocksStandsStill() {
        for (int i = 0; i < 20; i++) {
            cpu = cpu.plusMillis(300);
            after(12);
        }
        assertThat(progress.standstill()).hasMinutes(4);
    }

    private Duration after(int seconds) {
        now = now.plusSeconds(seconds);
        return progress.standstill();
    }
}
