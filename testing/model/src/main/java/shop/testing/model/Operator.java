package shop.testing.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import shop.testing.model.Letters.Key;

/** Who redrives the letters of a service, or discards them: one letter, one transaction. */
final class Operator {

    private final World world;
    private final Group group;
    private @Nullable Transaction transaction;
    private @Nullable Event letter;

    Operator(World world, Group group) {
        this.world = world;
        this.group = group;
    }

    boolean isBusy() {
        return transaction != null;
    }

    Event letter() {
        return Objects.requireNonNull(letter);
    }

    boolean mayTake(Key key) {
        return transaction == null
                && group.letters.isWaiting(key)
                && group.letters.next(key).isPresent()
                && group.isFree(rows(key));
    }

    /** A letter whose event took effect meanwhile is a duplicate, and only resolved. */
    void redrive(Key key) {
        begin(key);
        Event event = letter();
        if (group.inbox.get(event.id())) {
            begun().write(() -> group.letters.resolve(event));
        } else if (group.poison.contains(event.order())) {
            rollBack();
        } else {
            group.handler.handle(List.of(event), begun());
            begun().write(() -> {
                group.takesEffect(event);
                group.letters.resolve(event);
            });
        }
    }

    boolean mayDiscard(Key key) {
        return mayTake(key)
                && group.handler.hasAnswerFor(group.letters.next(key).orElseThrow());
    }

    /** The shopper gets an answer in the same transaction, and the event never takes effect otherwise. */
    void discard(Key key) {
        begin(key);
        Event event = letter();
        if (!group.inbox.get(event.id())) {
            group.handler.answer(event, begun());
            begun().write(() -> group.takesEffect(event));
        }
        begun().write(() -> group.letters.resolve(event));
    }

    void commit() {
        if (begun().commit()) {
            world.committed();
        }
        transaction = null;
    }

    void rollBack() {
        begun().rollBack();
        transaction = null;
    }

    private void begin(Key key) {
        letter = group.letters.next(key).orElseThrow();
        transaction = group.transaction();
        begun().lock(rows(key));
    }

    private List<Object> rows(Key key) {
        Event event = group.letters.next(key).orElseThrow();
        List<Object> rows = new ArrayList<>(group.handler.rows(List.of(event)));
        rows.add(key);
        rows.add(event.id());
        return rows;
    }

    private Transaction begun() {
        return Objects.requireNonNull(transaction);
    }
}
