package shop.messaging.relay;

import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The records handed to Kafka and not yet confirmed to PostgreSQL, in the order of the log.
 *
 * <p>Acknowledgements may come in any order; {@link #acknowledgedUpTo} returns a position only when everything before it
 * was acknowledged too. One thread adds and takes; acknowledgements and failures come from any thread.
 *
 * @param <P> a position in the log
 */
final class InFlight<P> {

    private final Queue<Entry<P>> entries = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Semaphore room;
    private @Nullable Entry<P> newest;

    InFlight(int limit) {
        this.room = new Semaphore(limit);
    }

    /** Waits until there is room for one more record, then adds it; the caller sends it. */
    Entry<P> add(P position, UUID eventId) throws InterruptedException {
        room.acquire();
        var entry = new Entry<>(position, eventId);
        entries.add(entry);
        newest = entry;
        return entry;
    }

    /**
     * Adds a position where nothing has to be sent. Of several in a row only the last is kept: while the broker is away,
     * heartbeats may follow one event for hours.
     */
    void addAcknowledged(P position) {
        Entry<P> before = newest;
        if (before != null && before.eventId == null && !entries.isEmpty()) {
            before.position = position;
            return;
        }
        var entry = new Entry<>(position, null);
        entry.acknowledged = true;
        entries.add(entry);
        newest = entry;
    }

    void acknowledged(Entry<P> entry) {
        entry.acknowledged = true;
        room.release();
    }

    /** A send failed: no position from its record on is returned from now on. The first failure is kept. */
    void failed(Exception reason) {
        failure.compareAndSet(null, reason);
        room.release();
    }

    @Nullable Exception failure() {
        return failure.get();
    }

    /** Takes out the acknowledged ones at the front. @return the last of them, null if there is none */
    @Nullable P acknowledgedUpTo() {
        P last = null;
        for (Entry<P> head = entries.peek(); head != null && head.acknowledged; head = entries.peek()) {
            last = head.position;
            entries.remove();
        }
        return last;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The event that has waited longest for its acknowledgement. */
    @Nullable UUID oldestUnacknowledged() {
        for (Entry<P> entry : entries) {
            if (!entry.acknowledged) {
                return entry.eventId;
            }
        }
        return null;
    }

    static final class Entry<P> {

        private P position;
        private final @Nullable UUID eventId;
        private volatile boolean acknowledged;

        private Entry(P position, @Nullable UUID eventId) {
            this.position = position;
            this.eventId = eventId;
        }
    }
}
