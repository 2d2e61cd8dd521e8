package shop.readreplica;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Where the primary's log ended at some moment after a read had arrived.
 *
 * <p>Looks are shared as in a group commit: while one is under way, all reads that arrive wait for the next, and the first of
 * them takes it for all. So the primary is asked at most once per round trip, however many reads there are. A look that had
 * begun before a read arrived is never used for it: a commit that was shown to somebody in between would be missing.
 *
 * <p>Safe for use by any number of threads.
 */
final class ReadIndex {

    private final Supplier<Optional<LogPosition>> primary;
    private final AtomicLong begun = new AtomicLong();
    private final ReentrantLock looking = new ReentrantLock();

    // Guarded by the lock.
    private long number;
    private Optional<LogPosition> latest = Optional.empty();

    /** @param primary looks at the primary; empty if that fails, which is then the answer of all who wait for this look */
    ReadIndex(Supplier<Optional<LogPosition>> primary) {
        this.primary = primary;
    }

    Optional<LogPosition> look() {
        long begunBefore = begun.get();
        looking.lock();
        try {
            if (number <= begunBefore) {
                number = begun.incrementAndGet();
                latest = Optional.empty();
                latest = primary.get();
            }
            return latest;
        } finally {
            looking.unlock();
        }
    }
}
