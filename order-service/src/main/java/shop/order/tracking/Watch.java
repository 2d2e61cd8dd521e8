package shop.order.tracking;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import shop.order.status.Orders.ShopperOrder;
import shop.order.status.Timeline;

/**
 * A queue of changes of one order for one follower. Any thread adds; the thread that opened the watch takes out.
 *
 * <p>A timeline with no more steps than an earlier one is dropped. So the queue is never longer than an order has steps, and
 * a slow read that answers late does no harm.
 */
final class Watch implements AutoCloseable {

    private static final int RAREST_POLL = 8;

    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final AtomicInteger steps = new AtomicInteger();
    private final AtomicInteger pollsWithoutChange = new AtomicInteger();
    private final ShopperOrder order;
    private final Consumer<Watch> onClose;

    Watch(ShopperOrder order, Consumer<Watch> onClose) {
        this.order = order;
        this.onClose = onClose;
    }

    ShopperOrder order() {
        return order;
    }

    /** Never blocks. */
    void offer(Timeline timeline) {
        int length = timeline.steps().size();
        if (steps.getAndAccumulate(length, Math::max) < length) {
            signals.add(new Signal.Changed(timeline));
            pollsWithoutChange.set(0);
        }
    }

    /**
     * Whether this watch takes part in the poll that runs now; asked once a poll. It does in the 1st, 2nd and 4th poll after a
     * change, then in every {@value #RAREST_POLL}th: a page left open on an order that does not change costs little.
     */
    boolean pollIsDue() {
        int polls = pollsWithoutChange.incrementAndGet();
        return polls < RAREST_POLL ? Integer.bitCount(polls) == 1 : polls % RAREST_POLL == 0;
    }

    /** Whether anything has been told; not if the order is unknown, or another shopper's. */
    boolean isOfKnownOrder() {
        return steps.get() > 0;
    }

    /** Nothing more will come, because newer watches need the room. */
    void giveWay() {
        signals.add(new Signal.GaveWay());
    }

    /** Nothing more will come, because the process stops. */
    void end() {
        signals.add(new Signal.Ended());
    }

    /** Waits for the next signal, at most as long as stated. */
    Signal next(Duration limit) {
        try {
            Signal next = signals.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
            return next == null ? new Signal.TimedOut() : next;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Signal.Ended();
        }
    }

    @Override
    public void close() {
        onClose.accept(this);
    }

    /** What a follower is told. */
    sealed interface Signal {

        /** The order has a new step. */
        record Changed(Timeline timeline) implements Signal {}

        /** Nothing happened in the time waited. */
        record TimedOut() implements Signal {}

        /** There are too many watches, and this one is the oldest. */
        record GaveWay() implements Signal {}

        /** The process stops; the follower should ask another one. */
        record Ended() implements Signal {}
    }
}
