package shop.tools.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.MissingNode;

class RetryTest {

    private static final ShopResponse AWAY = new ShopResponse.Unavailable(false, "nobody listens", Duration.ZERO);
    private static final ShopResponse DONE = new ShopResponse.Succeeded(200, MissingNode.getInstance());
    private static final ShopResponse DECLINED = new ShopResponse.Refused(409, "cart-changed", "The cart has changed.");

    private final List<String> repetitions = new ArrayList<>();

    @Test
    void repeatsUntilTheShopAnswers() throws InterruptedException {
        assertThat(sent(Duration.ofSeconds(30), AWAY, AWAY, DONE)).isEqualTo(DONE);
        assertThat(repetitions).hasSize(2);
    }

    @Test
    void refusalIsAnAnswer() throws InterruptedException {
        assertThat(sent(Duration.ofSeconds(30), DECLINED)).isEqualTo(DECLINED);
        assertThat(repetitions).isEmpty();
    }

    @Test
    void sendsOnceEvenWhenTheDeadlineHasPassed() throws InterruptedException {
        assertThat(sent(Duration.ZERO, AWAY)).isEqualTo(AWAY);
        assertThat(repetitions).isEmpty();
    }

    @Test
    void waitsAsLongAsTheShopSays() throws InterruptedException {
        long begun = System.nanoTime();
        sent(Duration.ofSeconds(30), new ShopResponse.Unavailable(true, "503", Duration.ofSeconds(1)), DONE);
        assertThat(System.nanoTime() - begun)
                .isGreaterThan(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void pausesGrowToFourSecondsAndVary() {
        var pauses = Retry.pauses();
        long[] series = LongStream.generate(pauses::nextBackOff).limit(9).toArray();
        assertThat(series[0]).isBetween(50L, 75L);
        assertThat(series[5]).isBetween(800L, 2400L);
        assertThat(series[8]).isBetween(2000L, 4000L);
        assertThat(LongStream.range(0, 50)
                        .map(_ -> Retry.pauses().nextBackOff())
                        .distinct()
                        .count())
                .isGreaterThan(1);
    }

    private ShopResponse sent(Duration limit, ShopResponse... responses) throws InterruptedException {
        Iterator<ShopResponse> next = List.of(responses).iterator();
        return Retry.untilAnswered(next::next, System.nanoTime() + limit.toNanos(), () -> repetitions.add("again"));
    }
}
