package shop.tools.client;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an order's event stream: the HTTP client's threads fill it, one reader takes from it.
 *
 * <p>Every event carries the moment its last line arrived, so that a reader that wakes up late measures nothing wrong.
 */
final class EventStreamSubscriber implements Flow.Subscriber<String> {

    sealed interface Signal {

        /** An event, and when it was here ({@link System#nanoTime()}). */
        record Arrived(ServerSentEvents.Event event, long atNanos) implements Signal {}

        /** A heartbeat or a line of an event still on its way. */
        record Alive() implements Signal {}

        /** Nothing more will come over this connection. */
        record Ended() implements Signal {}
    }

    private static final Signal ALIVE = new Signal.Alive();
    private static final Signal ENDED = new Signal.Ended();

    private final ServerSentEvents events = new ServerSentEvents();
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean closed;

    /** @return {@code null} if the stream stays silent for so long */
    @Nullable Signal next(long limitNanos) throws InterruptedException {
        return signals.poll(limitNanos, TimeUnit.NANOSECONDS);
    }

    /** Ends the connection. */
    void close() {
        closed = true;
        Flow.Subscription open = subscription;
        if (open != null) {
            open.cancel();
        }
    }

    void ended() {
        signals.add(ENDED);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        if (closed) {
            subscription.cancel();
        } else {
            subscription.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(String line) {
        signals.add(events.line(line)
                .<Signal>map(event -> new Signal.Arrived(event, System.nanoTime()))
                .orElse(ALIVE));
    }

    @Override
    public void onError(Throwable failure) {
        ended();
    }

    @Override
    public void onComplete() {
        ended();
    }
}
