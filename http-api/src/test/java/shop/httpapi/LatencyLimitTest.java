package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.netflix.concurrency.limits.Limit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatencyLimitTest {

    private final Limit limit = LatencyLimit.of(
            new HttpApiProperties.Limit(8, 32, 256, Duration.ofSeconds(1), Duration.ofMillis(100), 512, 1000));
    private long nanos = 1;

    @Test
    void fallsToTheLowestWhenRequestsTakeTenTimesAsLong() {
        serve(60, 20, 32);
        serve(30, 400, 64);

        assertThat(limit.getLimit()).isEqualTo(8);
    }

    @Test
    void staysWhereItIsWhileThereIsLittleToDo() {
        serve(60, 20, 2);
        serve(30, 40, 3);

        assertThat(limit.getLimit()).isEqualTo(32);
    }

    @Test
    void risesWhileManyAreServedFast() {
        serve(60, 20, 200);

        assertThat(limit.getLimit()).isGreaterThan(64);
    }

    @Test
    void processThatIsSlowAtFirstIsNotTakenForOverloaded() {
        serve(10, 2000, 32);
        assertThat(limit.getLimit()).isGreaterThanOrEqualTo(32);
        serve(20, 200, 16);

        assertThat(limit.getLimit()).isGreaterThanOrEqualTo(32);
    }

    @Test
    void comesBackAfterAnOverload() {
        serve(60, 20, 32);
        serve(30, 400, 64);
        serve(60, 20, 32);

        assertThat(limit.getLimit()).isGreaterThan(32);
    }

    /** Twenty requests in each half of a second. */
    private void serve(int seconds, int millis, int atOnce) {
        for (int i = 0; i < seconds * 40; i++) {
            nanos += Duration.ofMillis(25).toNanos();
            limit.onSample(nanos, Duration.ofMillis(millis).toNanos(), Math.min(atOnce, limit.getLimit()), false);
        }
    }
}
