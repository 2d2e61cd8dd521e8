package shop.httpapi;

import com.netflix.concurrency.limits.Limit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which requests are worked on now, which wait for a place, and which are refused.
 *
 * <p>How many are worked on at the same time follows their latency ({@link Limit}). Of those that wait, requests that another
 * service makes for one it has let in go first: refusing them would waste what was done already.
 *
 * <p>A queue that comes and goes is a burst and may wait long. A queue that has stood for that long is an overload: whoever
 * comes now waits only for a moment, and the newest goes first, so that those who are served are served soon. Source: Maurer,
 * "Fail at Scale", ACM Queue 13 (2015), controlled delay and adaptive LIFO.
 *
 * <p>A request that waits on purpose hands its place back and is counted apart. Safe for use by several threads.
 */
final class Admission {

    private final Limit limit;
    private final HttpApiProperties.Limit settings;
    private final LongSupplier nanoClock;

    private final Lock lock = new ReentrantLock();
    private final Deque<Ticket> insiders = new ArrayDeque<>();
    private final Deque<Ticket> outsiders = new ArrayDeque<>();
    private long queueSince;
    private int working;
    private int lasting;
    private long refused;

    /** @param limit told how long each request took, in nanoseconds */
    Admission(Limit limit, HttpApiProperties.Limit settings, LongSupplier nanoClock) {
        this.limit = limit;
        this.settings = settings;
        this.nanoClock = nanoClock;
    }

    /** What is counted, at one moment; {@code refused} since the start. */
    record Figures(int limit, int working, int waiting, int lasting, long refused) {}

    Figures figures() {
        lock.lock();
        try {
            return new Figures(limit.getLimit(), working, waiting(), lasting, refused);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a place, if it must.
     *
     * @param insider whether another service asks, for a request that it has let in
     * @return the place, to be left in the end; empty if the request is refused
     */
    Optional<Place> enter(boolean insider) {
        Ticket ticket = ask(insider);
        return ticket.await() ? Optional.of(ticket.place()) : Optional.empty();
    }

    /** Never blocks. */
    Ticket ask(boolean insider) {
        lock.lock();
        try {
            var ticket = new Ticket();
            if (working < limit.getLimit()) {
                // Nobody waits: every place that becomes free goes to those who do.
                ticket.admit();
            } else if (waiting() >= settings.waiting()) {
                refused++;
            } else {
                line(ticket, insider);
            }
            return ticket;
        } finally {
            lock.unlock();
        }
    }

    private void line(Ticket ticket, boolean insider) {
        long now = nanoClock.getAsLong();
        if (waiting() == 0) {
            queueSince = now;
        }
        ticket.patience = overloaded(now) && !insider ? settings.overloadWait() : settings.burstWait();
        (insider ? insiders : outsiders).addLast(ticket);
    }

    private int waiting() {
        return insiders.size() + outsiders.size();
    }

    private void admitNext() {
        while (working < limit.getLimit() && waiting() > 0) {
            next().admit();
        }
    }

    private Ticket next() {
        if (!insiders.isEmpty()) {
            return insiders.removeFirst();
        }
        return overloaded(nanoClock.getAsLong()) ? outsiders.removeLast() : outsiders.removeFirst();
    }

    /** Asked only while somebody waits. */
    private boolean overloaded(long now) {
        return now - queueSince > settings.burstWait().toNanos();
    }

    /** One request's turn in the queue. */
    final class Ticket {

        private final CountDownLatch turn = new CountDownLatch(1);
        private Duration patience = Duration.ZERO;
        private @Nullable Place place;

        private void admit() {
            working++;
            place = new Place(nanoClock.getAsLong(), working);
            turn.countDown();
        }

        Duration patience() {
            return patience;
        }

        boolean isAdmitted() {
            return turn.getCount() == 0;
        }

        /** @return whether there is a place */
        boolean await() {
            try {
                if (isAdmitted() || !patience.isZero() && turn.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                    return true;
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return !giveUp();
        }

        /** @return false if the turn has come meanwhile */
        boolean giveUp() {
            lock.lock();
            try {
                if (isAdmitted()) {
                    return false;
                }
                if (insiders.remove(this) || outsiders.remove(this)) {
                    refused++;
                }
                return true;
            } finally {
                lock.unlock();
            }
        }

        Place place() {
            Place mine = place;
            if (mine == null) {
                throw new IllegalStateException("It is not this request's turn");
            }
            return mine;
        }
    }

    /** Where one request is worked on. Used by the thread of the request. */
    final class Place {

        private final long sinceNanos;
        private final int workingThen;
        private State state = State.WORKING;

        private enum State {
            WORKING,
            LASTING,
            LEFT
        }

        private Place(long sinceNanos, int workingThen) {
            this.sinceNanos = sinceNanos;
            this.workingThen = workingThen;
        }

        /**
         * From now on the request waits on purpose, until it ends. The place is the next one's.
         *
         * @param limited false if somebody else bounds the number of such requests
         * @return false if there are too many such requests; it is worked on as before
         */
        boolean last(boolean limited) {
            if (state == State.LASTING) {
                return true;
            }
            lock.lock();
            try {
                if (limited && lasting >= settings.lasting()) {
                    refused++;
                    return false;
                }
                lasting++;
            } finally {
                lock.unlock();
            }
            state = State.LASTING;
            makeRoom(true);
            return true;
        }

        /** @param typical whether the time it took says how fast the service is */
        void leave(boolean typical) {
            State last = state;
            state = State.LEFT;
            switch (last) {
                case WORKING -> makeRoom(typical);
                case LASTING -> {
                    lock.lock();
                    try {
                        lasting--;
                    } finally {
                        lock.unlock();
                    }
                }
                case LEFT -> {}
            }
        }

        private void makeRoom(boolean typical) {
            if (typical) {
                limit.onSample(sinceNanos, nanoClock.getAsLong() - sinceNanos, workingThen, false);
            }
            lock.lock();
            try {
                working--;
                admitNext();
            } finally {
                lock.unlock();
            }
        }
    }
}
