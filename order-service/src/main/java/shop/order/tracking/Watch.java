package shop.order.tracking;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import shop.order.status.Timeline;

/**
 * One follower's view of one order: news are put in by any thread and taken out by the one that opened it.
 *
 * <p>A timeline that is no longer than one put in before is no news. So the queue is as short as an order has steps, and a
 * late answer of a slow read does no harm.
 */
final class Watch implements AutoCloseable {

    private static final int RAREST_LOOK = 8;

    private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
    private final AtomicInteger steps = new AtomicInteger();
    private final AtomicInteger looksWithoutNews = new AtomicInteger();
    private final Consumer<Watch> onClose;

    Watch(Consumer<Watch> onClose) {
        this.onClose = onClose;
    }

    /** Never blocks. */
    void tell(Timeline timeline) {
        int length = timeline.steps().size();
        if (steps.getAndAccumulate(length, Math::max) < length) {
            news.add(new News.Changed(timeline));
            looksWithoutNews.set(0);
        }
    }

    /**
     * Asked at each regular look at the database, whether this watch takes part: after 1, 2 and 4 looks without news, then at
     * every {@value #RAREST_LOOK}th. An order that moves is seen to move; one that stands still costs little for as long as its
     * page is open.
     */
    boolean lookIsDue() {
        int looks = looksWithoutNews.incrementAndGet();
        return looks < RAREST_LOOK ? Integer.bitCount(looks) == 1 : looks % RAREST_LOOK == 0;
    }

    /** No more news will come, because the process stops. */
    void end() {
        news.add(new News.Ended());
    }

    /** Waits for the next news, at most as long as stated. */
    News next(Duration limit) {
        try {
            News next = news.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
            return next == null ? new News.None() : next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new News.Ended();
        }
    }

    @Override
    public void close() {
        onClose.accept(this);
    }

    /** What a follower hears. */
    sealed interface News {

        /** The order has got further. */
        record Changed(Timeline timeline) implements News {}

        /** Nothing happened in the time waited. */
        record None() implements News {}

        /** The process stops; the follower should ask another one. */
        record Ended() implements News {}
    }
}
