package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.netflix.concurrency.limits.Limit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatencyLimitTest {

    private final Limit limit = LatencyLimit.of(new HttpApiProperties.Limit(
            Duration.ofMillis(500), 16, 256, Duration.ofSeconds(1), Duration.ofMillis(100), 512, 1000));
    private long nanos = 1;

    @Test
    void fallsToTheLowestWhenAllRequestsAreSlow() {
        serve(100, 20, 100);
        assertThat(limit.getLimit()).isGreaterThan(64);
        serve(40, 501, 16);

        assertThat(limit.getLimit()).isEqualTo(16);
    }

    @Test
    void oneSlowRequestInAHundredDoesNoHarm() {
        for (int i = 0; i < 10; i++) {
            serve(99, 20, 100);
            serve(1, 501, 100);
        }

        assertThat(limit.getLimit()).isGreaterThan(128);
    }

    @Test
    void staysWhereItIsWhileThereIsLittleToDo() {
        serve(1000, 20, 3);

        assertThat(limit.getLimit()).isEqualTo(16);
    }

    @Test
    void risesToTheHighestWhileManyAreServedFast() {
        serve(1000, 20, 1000);

        assertThat(limit.getLimit()).isEqualTo(256);
    }

    /** Every request is as slow as there are many: a place serves so many, whatever the limit is. */
    @Test
    void settlesWhereAnswersTakeAsLongAsTheyMay() {
        for (int i = 0; i < 1000; i++) {
            serve(1, limit.getLimit() * 1000 / 80, limit.getLimit());
        }

        assertThat(limit.getLimit()).isBetween(36, 41);
    }

    private void serve(int requests, int millis, int atOnce) {
        for (int i = 0; i < requests; i++) {
            nanos += Duration.ofMillis(25).toNanos();
            limit.onSample(nanos, Duration.ofMillis(millis).toNanos(), Math.min(atOnce, limit.getLimit()), false);
        }
    }
}
