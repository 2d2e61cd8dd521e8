package shop.testing.model;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import shop.testing.model.Letters.Key;

/** An instance of a consumer: it polls a batch, handles it in one transaction, splits it if that fails, commits offsets. */
final class Member {

    enum Phase {
        IDLE,
        POLLED,
        REMEMBERED,
        DECIDED,
        FAILED,
        HANDLED
    }

    private final World world;
    private final Group group;
    private final int number;

    /** The batch, or the parts it was split into, in order. */
    private final Deque<List<Event>> work = new ArrayDeque<>();

    private Phase phase = Phase.IDLE;
    private int generation;
    private List<Event> unseen = List.of();
    private @Nullable Transaction transaction;

    Member(World world, Group group, int number) {
        this.world = world;
        this.group = group;
        this.number = number;
    }

    boolean is(Phase other) {
        return phase == other;
    }

    /** What it would handle next. */
    List<Event> batch() {
        return Objects.requireNonNull(work.peekFirst());
    }

    List<Event> unseen() {
        return unseen;
    }

    boolean mayPoll(List<Topic> topics) {
        return phase == Phase.IDLE && group.hasNews(number, topics);
    }

    /** @param topics those whose records have been fetched, in the order of the subscriptions */
    void poll(List<Topic> topics) {
        work.add(group.available(number, topics));
        group.advance(number, topics);
        generation = group.generation();
        if (world.has(Mutation.OFFSETS_BEFORE_TRANSACTION)) {
            group.commitOffsets(number, generation);
        }
        phase = Phase.POLLED;
    }

    /** An id that another transaction has inserted and not committed has to be waited for. */
    boolean mayRemember() {
        return phase == Phase.POLLED && group.isFree(rowsToRemember());
    }

    private List<Object> rowsToRemember() {
        List<Object> rows = new ArrayList<>();
        if (!world.has(Mutation.NO_INBOX)) {
            rows.addAll(ids(batch()));
        }
        if (!world.has(Mutation.NO_LOCK_OF_THE_KEY)) {
            rows.addAll(waitingKeys());
        }
        return rows;
    }

    private Set<Key> waitingKeys() {
        if (group.letters.isEmpty() || world.has(Mutation.NO_WAITING_KEYS)) {
            return Set.of();
        }
        return batch().stream().map(Key::of).filter(group.letters::isWaiting).collect(toSet());
    }

    void remember() {
        Transaction begun = group.transaction();
        begun.lock(rowsToRemember());
        Set<Key> waiting = waitingKeys();
        var free = new ArrayList<Event>();
        var parked = new ArrayList<Event>();
        for (Event event : world.has(Mutation.NO_INBOX) ? batch() : withoutSeen(batch())) {
            (waiting.contains(Key.of(event)) ? parked : free).add(event);
        }
        unseen = free;
        begun.write(() -> free.forEach(group::takesEffect));
        begun.write(() -> parked.forEach(group.letters::park));
        transaction = begun;
        phase = Phase.REMEMBERED;
    }

    /** A second delivery in the same batch is dropped too. */
    private List<Event> withoutSeen(List<Event> batch) {
        var seen = (BitSet) group.inbox.clone();
        var fresh = new ArrayList<Event>(batch.size());
        for (Event event : batch) {
            if (!seen.get(event.id())) {
                seen.set(event.id());
                fresh.add(event);
            }
        }
        return fresh;
    }

    boolean mayDecide() {
        return phase == Phase.REMEMBERED && (isPoisoned() || begun().mayLock(group.handler.rows(unseen)));
    }

    void decide() {
        if (isPoisoned()) {
            fail();
            return;
        }
        begun().lock(group.handler.rows(unseen));
        try {
            group.handler.handle(unseen, begun());
            phase = Phase.DECIDED;
        } catch (RuntimeException e) {
            fail();
        }
    }

    boolean isPoisoned() {
        for (Event event : unseen) {
            if (group.poison.contains(event.order())) {
                return true;
            }
        }
        return false;
    }

    void commit() {
        if (begun().commit()) {
            world.committed();
            work.removeFirst();
            goOn();
        } else {
            fail();
        }
    }

    /** Splits the batch; a record that is alone becomes a dead letter. */
    private void fail() {
        begun().rollBack();
        List<Event> batch = batch();
        if (batch.size() == 1 || world.has(Mutation.NO_HALVING)) {
            transaction = null;
            phase = Phase.FAILED;
        } else {
            work.removeFirst();
            int middle = batch.size() / 2;
            work.addFirst(batch.subList(middle, batch.size()));
            work.addFirst(batch.subList(0, middle));
            goOn();
        }
    }

    boolean mayBury() {
        return phase == Phase.FAILED
                && group.isFree(batch().stream().map(Key::of).toList());
    }

    /** In a transaction of its own; what took effect meanwhile, in another instance, is no letter. */
    void bury() {
        work.removeFirst().stream()
                .filter(event -> !group.inbox.get(event.id()))
                .forEach(group::bury);
        world.committed();
        goOn();
    }

    private void goOn() {
        transaction = null;
        unseen = List.of();
        phase = work.isEmpty() ? Phase.HANDLED : Phase.POLLED;
    }

    void commitOffsets() {
        group.commitOffsets(number, generation);
        phase = Phase.IDLE;
    }

    boolean isInTransaction() {
        return transaction != null;
    }

    /** The database was away: the same batch is tried again. */
    void rollBack() {
        begun().rollBack();
        goOn();
    }

    void crash() {
        if (transaction != null) {
            transaction.rollBack();
        }
        transaction = null;
        unseen = List.of();
        work.clear();
        phase = Phase.IDLE;
    }

    private Transaction begun() {
        return Objects.requireNonNull(transaction);
    }

    private static List<Integer> ids(List<Event> events) {
        var ids = new ArrayList<Integer>(events.size());
        for (Event event : events) {
            ids.add(event.id());
        }
        return ids;
    }
}
