package shop.testing.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/**
 * What carries one outbox to its topic: a slot, which is the only position, and two processes of which one may read it.
 *
 * <p>Sends stay in flight when a process loses the slot. It can be paused for as long as it likes and send them afterwards.
 */
final class Relay {

    private static final int NOBODY = -1;

    private final World world;
    private final List<Event> outbox;
    private final Process[] processes = {new Process(), new Process()};
    private int holder = NOBODY;
    private int confirmed;

    Relay(World world, List<Event> outbox) {
        this.world = world;
        this.outbox = outbox;
    }

    boolean mayTakeSlot(int process) {
        return holder == NOBODY && processes[process].inFlight.isEmpty();
    }

    void takeSlot(int process) {
        holder = process;
        processes[process].read = confirmed;
        processes[process].acknowledged = confirmed;
    }

    boolean maySend(int process) {
        return holder == process && processes[process].read < outbox.size();
    }

    Event nextToSend(int process) {
        return outbox.get(processes[process].read);
    }

    void send(int process) {
        Process sender = processes[process];
        sender.inFlight.add(sender.read++);
    }

    boolean mayBeAcknowledged(int process) {
        return !processes[process].inFlight.isEmpty();
    }

    Event nextToBeAcknowledged(int process) {
        Deque<Integer> inFlight = processes[process].inFlight;
        return outbox.get(Objects.requireNonNull(
                world.has(Mutation.REORDERED_SENDS) ? inFlight.peekLast() : inFlight.peekFirst()));
    }

    /** The broker appends the record, and its process learns of it. */
    void acknowledge(int process) {
        Process sender = processes[process];
        world.topics.append(nextToBeAcknowledged(process));
        int row = Objects.requireNonNull(
                world.has(Mutation.REORDERED_SENDS) ? sender.inFlight.pollLast() : sender.inFlight.pollFirst());
        sender.acknowledged = Math.max(sender.acknowledged, row + 1);
    }

    boolean mayConfirm(int process) {
        return holder == process && confirmable(process) > confirmed;
    }

    void confirm(int process) {
        confirmed = confirmable(process);
    }

    private int confirmable(int process) {
        return world.has(Mutation.CONFIRM_BEFORE_ACKNOWLEDGEMENT)
                ? processes[process].read
                : processes[process].acknowledged;
    }

    boolean isAlive(int process) {
        return holder == process || !processes[process].inFlight.isEmpty();
    }

    void crash(int process) {
        processes[process].inFlight.clear();
        leave(process);
    }

    boolean holdsSlot(int process) {
        return holder == process;
    }

    /** The server gives the slot to the next process; this one does not know it. */
    void pause(int process) {
        leave(process);
    }

    private void leave(int process) {
        if (holder == process) {
            holder = NOBODY;
        }
    }

    boolean hasSlot() {
        return confirmed > 0;
    }

    /** All retained rows are sent again before anything else. */
    void loseSlot() {
        holder = NOBODY;
        confirmed = world.has(Mutation.NEW_SLOT_FROM_NOW) ? outbox.size() : 0;
    }

    private static final class Process {
        /** Positions in the outbox's log. */
        private final Deque<Integer> inFlight = new ArrayDeque<>();

        private int read;
        private int acknowledged;
    }
}
