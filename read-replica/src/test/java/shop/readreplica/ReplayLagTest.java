package shop.readreplica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ReplayLagTest {

    private Instant now = Instant.EPOCH;
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final ReplayLag lag = new ReplayLag(clock);

    @Test
    void replicaThatHasReplayedAllThatWasSeenHasNone() {
        lag.seen(at(10));
        now = now.plusSeconds(5);
        lag.replayed(at(10));

        assertThat(lag.now()).isZero();
    }

    @Test
    void lagIsTheAgeOfTheOldestPlaceNotReplayed() {
        lag.seen(at(10));
        now = now.plusSeconds(3);
        lag.seen(at(20));
        now = now.plusSeconds(2);
        assertThat(lag.now()).isEqualTo(Duration.ofSeconds(5));

        lag.replayed(at(15));

        assertThat(lag.now()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void placeInAnotherHistoryIsNotReplayed() {
        lag.seen(at(10));
        now = now.plusSeconds(1);
        lag.replayed(new LogPosition("cluster/2", 1_000));

        assertThat(lag.now()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void failOverOfThePrimaryBeginsAnew() {
        lag.seen(at(10));
        now = now.plusSeconds(60);
        var promoted = new LogPosition("cluster/2", 12);
        lag.seen(promoted);
        now = now.plusSeconds(1);
        assertThat(lag.now()).isEqualTo(Duration.ofSeconds(1));

        lag.replayed(promoted);

        assertThat(lag.now()).isZero();
    }

    @Test
    void lagOfADayIsTold() {
        for (int second = 0; second < 86_400; second++) {
            lag.seen(at(second));
            now = now.plusSeconds(1);
        }
        assertThat(lag.now()).isEqualTo(Duration.ofDays(1));
        lag.replayed(at(86_400));
        assertThat(lag.now()).isZero();
    }

    private static LogPosition at(long bytes) {
        return new LogPosition("cluster/1", bytes);
    }
}
