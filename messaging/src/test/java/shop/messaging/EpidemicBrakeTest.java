package shop.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class EpidemicBrakeTest {

    private final SetClock clock = new SetClock();
    private final EpidemicBrake brake = new EpidemicBrake(2, Duration.ofSeconds(5), clock);

    @Test
    void staysOnAsLongAsTheBatchIsTriedAgain() {
        bury(2);

        for (int minute = 0; minute < 10; minute++) {
            clock.now = clock.now.plusSeconds(30);
            assertThatThrownBy(() -> brake.beforeBurying("reader")).hasMessageContaining("not the events' fault");
            assertThat(brake.on()).containsOnlyKeys("reader");
        }
    }

    /** Otherwise the first poison of other partitions would stop them, and the health would be DOWN for nothing. */
    @Test
    void isOffWhenThePartitionsHaveMovedAway() {
        bury(2);
        clock.now = clock.now.plusSeconds(51);

        assertThat(brake.on()).isEmpty();
        assertThatCode(() -> brake.beforeBurying("reader")).doesNotThrowAnyException();
    }

    @Test
    void failuresThatComeSlowlyAreARowToo() {
        bury(1);
        clock.now = clock.now.plusSeconds(3600);
        bury(1);

        assertThat(brake.on()).containsOnlyKeys("reader");
    }

    private void bury(int times) {
        for (int i = 0; i < times; i++) {
            brake.beforeBurying("reader");
            brake.buried("reader");
        }
    }

    private static final class SetClock extends Clock {

        private Instant now = Instant.parse("2026-11-27T00:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
