package shop.messaging.relay;

import java.time.Duration;
import java.util.Queue;
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
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final Semaphore room;
    private @Nullable Entry<P> newest;

    InFlight(int limit) {
        this.room = new Semaphore(limit);
    }

    /** Waits until there is room for one more record, then adds it; the caller sends it. */
    Entry<P> add(P position, OutboxRecord row) throws InterruptedException {
        room.acquire();
        var entry = new Entry<>(position, row, true);
        entries.add(entry);
        newest = entry;
        return entry;
    }

    /** For a record that has no position in the log: it holds no position back and takes no room. Safe for any thread. */
    Entry<P> withoutPosition(OutboxRecord row) {
        return new Entry<>(null, row, false);
    }

    /**
     * Adds a position where nothing has to be sent. Of several in a row only the last is kept: while the broker is away,
     * heartbeats may follow one event for hours.
     */
    void addAcknowledged(P position) {
        Entry<P> before = newest;
        if (before != null && before.row == null && !entries.isEmpty()) {
            before.position = position;
            return;
        }
        var entry = new Entry<>(position, null, false);
        entry.acknowledged = true;
        entries.add(entry);
        newest = entry;
    }

    void acknowledged(Entry<P> entry) {
        entry.acknowledged = true;
        if (entry.takesRoom) {
            room.release();
        }
    }

    /** A send failed, or the run otherwise. The first failure is kept, and who waits for room goes on to learn of it. */
    void failed(RuntimeException reason) {
        failure.compareAndSet(null, reason);
        room.release();
    }

    @Nullable RuntimeException failure() {
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
    @Nullable Unacknowledged oldestUnacknowledged() {
        for (Entry<P> entry : entries) {
            OutboxRecord row = entry.row;
            if (!entry.acknowledged && row != null) {
                return new Unacknowledged(row, Duration.ofNanos(System.nanoTime() - entry.addedAt));
            }
        }
        return null;
    }

    /** @param waiting since the event was handed to Kafka */
    record Unacknowledged(OutboxRecord row, Duration waiting) {}

    static final class Entry<P> {

        private @Nullable P position;
        private final @Nullable OutboxRecord row;
        private final long addedAt = System.nanoTime();
        private final boolean takesRoom;
        private volatile boolean acknowledged;

        private Entry(@Nullable P position, @Nullable OutboxRecord row, boolean takesRoom) {
            this.position = position;
            this.row = row;
            this.takesRoom = takesRoom;
        }
    }
}
