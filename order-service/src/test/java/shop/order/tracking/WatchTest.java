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
import shop.order.tracking.Watch.Signal;

class WatchTest {

    private static final Duration SHORT = Duration.ofMillis(1);

    private final ShopperOrder order = new ShopperOrder(UUID.randomUUID(), UUID.randomUUID());
    private final WatchRegistry watches =
            new WatchRegistry(new TrackingProperties(SHORT, SHORT, SHORT, 2, 4, 6), new SimpleMeterRegistry());

    @Test
    void oldestWatchOfAnOrderGivesWay() {
        Watch first = watches.open(order);
        Watch second = watches.open(order);
        Watch third = watches.open(order);

        assertThat(first.next(SHORT)).isEqualTo(new Signal.GaveWay());
        assertThat(second.next(SHORT)).isEqualTo(new Signal.TimedOut());
        assertThat(third.next(SHORT)).isEqualTo(new Signal.TimedOut());
    }

    @Test
    void oldestWatchOfAShopperGivesWayAndNoOtherShoppers() {
        Watch others = watches.open(new ShopperOrder(order.orderId(), UUID.randomUUID()));
        List<Watch> opened = IntStream.range(0, 6)
                .mapToObj(_ -> watches.open(new ShopperOrder(UUID.randomUUID(), order.shopperId())))
                .toList();

        assertThat(opened)
                .extracting(watch -> watch.next(SHORT) instanceof Signal.GaveWay)
                .containsExactly(true, true, false, false, false, false);
        assertThat(others.next(SHORT)).isEqualTo(new Signal.TimedOut());
    }

    @Test
    void oldestWatchOfAnUnknownOrderGivesWayToAll() {
        Watch known = watches.open(order);
        watches.offer(timeline(order, 1));
        List<Watch> unknown = IntStream.range(0, 7)
                .mapToObj(_ -> watches.open(new ShopperOrder(UUID.randomUUID(), UUID.randomUUID())))
                .toList();

        assertThat(known.next(SHORT)).isInstanceOf(Signal.Changed.class);
        assertThat(known.next(SHORT)).isEqualTo(new Signal.TimedOut());
        assertThat(unknown)
                .extracting(watch -> watch.next(SHORT) instanceof Signal.GaveWay)
                .containsExactly(true, true, false, false, false, false, false);
    }

    @Test
    void watchThatWasClosedLeavesItsRoom() {
        Watch first = watches.open(order);
        watches.open(order).close();
        watches.open(order);

        assertThat(first.next(SHORT)).isEqualTo(new Signal.TimedOut());
    }

    @Test
    void timelineNoLongerThanAnEarlierOneIsDropped() {
        try (Watch watch = watches.open(order)) {
            watches.offer(timeline(order, 2));
            watches.offer(timeline(order, 1));
            watches.offer(timeline(order, 2));

            assertThat(watch.next(SHORT)).isEqualTo(new Signal.Changed(timeline(order, 2)));
            assertThat(watch.next(SHORT)).isEqualTo(new Signal.TimedOut());
        }
    }

    @Test
    void everyWatchOfAnOrderIsToldAndNoOther() {
        var foreign = new ShopperOrder(order.orderId(), UUID.randomUUID());
        try (Watch one = watches.open(order);
                Watch two = watches.open(order);
                Watch other = watches.open(foreign)) {
            watches.offer(timeline(order, 1));

            assertThat(one.next(SHORT)).isInstanceOf(Signal.Changed.class);
            assertThat(two.next(SHORT)).isInstanceOf(Signal.Changed.class);
            assertThat(other.next(SHORT)).isInstanceOf(Signal.TimedOut.class);
        }
    }

    @Test
    void orderThatDoesNotChangeIsPolledRarely() {
        try (Watch watch = watches.open(order)) {
            assertThat(polls(24)).containsExactly(1, 2, 4, 8, 16, 24);

            watches.offer(timeline(order, 1));

            assertThat(polls(8)).as("after a change").containsExactly(1, 2, 4, 8);
        }
    }

    @Test
    void newWatchIsPolledAtOnceDespiteOlderOnes() {
        try (Watch old = watches.open(order)) {
            polls(8);
            try (Watch fresh = watches.open(order)) {
                assertThat(polls(4)).containsExactly(1, 2, 4);
            }
        }
    }

    /** The polls, of {@code count}, that read the order. */
    private List<Integer> polls(int count) {
        return IntStream.rangeClosed(1, count)
                .filter(_ -> watches.takeDueForPoll().contains(order))
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

            assertThat(open.next(SHORT)).isEqualTo(new Signal.Ended());
            try (Watch late = watches.open(order)) {
                assertThat(late.next(SHORT)).isEqualTo(new Signal.Ended());
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
