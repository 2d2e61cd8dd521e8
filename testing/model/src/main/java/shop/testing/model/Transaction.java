package shop.testing.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A transaction: what it writes is seen when it commits, and nobody else gets the rows it has locked before it ends. */
final class Transaction {

    private final Map<Object, Transaction> locks;
    private final List<Object> locked = new ArrayList<>();
    private final List<Runnable> writes = new ArrayList<>();
    private final List<BooleanSupplier> constraints = new ArrayList<>();

    /** @param locks those of the database, by row */
    Transaction(Map<Object, Transaction> locks) {
        this.locks = locks;
    }

    boolean mayLock(Iterable<?> rows) {
        for (Object row : rows) {
            Transaction holder = locks.get(row);
            if (holder != null && holder != this) {
                return false;
            }
        }
        return true;
    }

    void lock(Iterable<?> rows) {
        for (Object row : rows) {
            if (locks.put(row, this) == null) {
                locked.add(row);
            }
        }
    }

    void write(Runnable write) {
        writes.add(write);
    }

    /** @param kept asked when the rows are written */
    void constrain(BooleanSupplier kept) {
        constraints.add(kept);
    }

    /** @return false if a constraint is broken; nothing is written then */
    boolean commit() {
        boolean kept = constraints.stream().allMatch(BooleanSupplier::getAsBoolean);
        if (kept) {
            writes.forEach(Runnable::run);
        }
        end();
        return kept;
    }

    void rollBack() {
        end();
    }

    private void end() {
        locked.forEach(locks::remove);
    }
}
