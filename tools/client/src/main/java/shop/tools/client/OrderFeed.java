package shop.tools.client;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.backoff.BackOffExecution;

/**
 * The steps of one order as they happen, over as many connections as it takes.
 *
 * <p>A connection that ends, is refused or stays silent for several heartbeats is replaced by a new one, which asks for
 * what comes after the last event seen. No step is told twice. Not safe for use by several threads.
 */
final class OrderFeed implements AutoCloseable {

    private static final long SILENCE_NANOS = Duration.ofSeconds(8).toNanos();

    private final ShopperSession shopper;
    private final String orderId;
    private final Set<String> seen = new HashSet<>();
    private BackOffExecution pauses = Retry.pauses();
    private @Nullable EventStreamSubscriber stream;
    private String lastEventId = "";

    OrderFeed(ShopperSession shopper, String orderId) {
        this.shopper = shopper;
        this.orderId = orderId;
    }

    /** @return the next step, or nothing if none comes before the deadline ({@link System#nanoTime()}) */
    Optional<OrderStep> next(long deadlineNanos) throws InterruptedException {
        while (true) {
            long left = deadlineNanos - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            EventStreamSubscriber open = open();
            switch (open.next(Math.min(left, SILENCE_NANOS))) {
                case EventStreamSubscriber.Signal.Arrived(ServerSentEvents.Event event, long at) -> {
                    pauses = Retry.pauses();
                    lastEventId = event.id();
                    if (event.name().equals("status") && seen.add(event.id())) {
                        return Optional.of(OrderStep.of(ShopClient.JSON.readTree(event.data()), at));
                    }
                }
                case EventStreamSubscriber.Signal.Alive() -> pauses = Retry.pauses();
                case EventStreamSubscriber.Signal.Ended() -> {
                    close();
                    Thread.sleep(pauses.nextBackOff());
                }
                case null -> close();
            }
        }
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }

    private EventStreamSubscriber open() {
        if (stream == null) {
            stream = shopper.events(orderId, lastEventId);
        }
        return stream;
    }
}
