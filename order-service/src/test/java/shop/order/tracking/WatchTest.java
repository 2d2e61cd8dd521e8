package shop.order.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shop.order.status.OrderStatus;
import shop.order.status.Orders.ShopperOrder;
import shop.order.status.Timeline;
import shop.order.status.Timeline.Step;
import shop.order.tracking.Watch.News;

class WatchTest {

    private static final Duration SHORT = Duration.ofMillis(1);

    private final ShopperOrder order = new ShopperOrder(UUID.randomUUID(), UUID.randomUUID());
    private final OrderWatches watches = new OrderWatches(new SimpleMeterRegistry());

    @Test
    void lateAnswerOfASlowReadIsNoNews() {
        try (Watch watch = watches.open(order)) {
            watches.tell(timeline(order, 2));
            watches.tell(timeline(order, 1));
            watches.tell(timeline(order, 2));

            assertThat(watch.next(SHORT)).isEqualTo(new News.Changed(timeline(order, 2)));
            assertThat(watch.next(SHORT)).isEqualTo(new News.None());
        }
    }

    @Test
    void everyWatchOfAnOrderIsToldAndNoOther() {
        var foreign = new ShopperOrder(order.orderId(), UUID.randomUUID());
        try (Watch one = watches.open(order);
                Watch two = watches.open(order);
                Watch other = watches.open(foreign)) {
            watches.tell(timeline(order, 1));

            assertThat(one.next(SHORT)).isInstanceOf(News.Changed.class);
            assertThat(two.next(SHORT)).isInstanceOf(News.Changed.class);
            assertThat(other.next(SHORT)).isInstanceOf(News.None.class);
        }
    }

    @Test
    void orderThatStandsStillIsLookedUpRarely() {
        try (Watch watch = watches.open(order)) {
            assertThat(looks(24)).containsExactly(1, 2, 4, 8, 16, 24);

            watches.tell(timeline(order, 1));

            assertThat(looks(8)).as("after news").containsExactly(1, 2, 4, 8);
        }
    }

    @Test
    void oneThatOpensAnOrderAnewIsNotKeptWaitingByAnother() {
        try (Watch old = watches.open(order)) {
            looks(8);
            try (Watch fresh = watches.open(order)) {
                assertThat(looks(4)).containsExactly(1, 2, 4);
            }
        }
    }

    /** Which of so many looks the order takes part in. */
    private List<Integer> looks(int count) {
        return IntStream.rangeClosed(1, count)
                .filter(look -> watches.dueForALook().contains(order))
                .boxed()
                .toList();
    }

    @Test
    void closedWatchIsForgotten() {
        Watch one = watches.open(order);
        Watch two = watches.open(order);

        one.close();
        assertThat(watches.count()).isOne();
        two.close();
        two.close();

        assertThat(watches.count()).isZero();
    }

    @Test
    void stopEndsOpenWatchesAndThoseOpenedLater() {
        try (Watch open = watches.open(order)) {
            watches.stop();

            assertThat(open.next(SHORT)).isEqualTo(new News.Ended());
            try (Watch late = watches.open(order)) {
                assertThat(late.next(SHORT)).isEqualTo(new News.Ended());
            }
        }
    }

    private static Timeline timeline(ShopperOrder order, int length) {
        return new Timeline(
                order.orderId(),
                order.shopperId(),
                Collections.nCopies(length, new Step(OrderStatus.PLACED, Instant.EPOCH)),
                List.of());
    }
}
