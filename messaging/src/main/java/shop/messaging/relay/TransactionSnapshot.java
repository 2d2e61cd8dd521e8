package shop.messaging.relay;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A set of finished transactions, as PostgreSQL's type {@code pg_snapshot} describes it.
 *
 * @param next all transactions from this number on are outside
 * @param open transactions with smaller numbers that are outside too
 */
record TransactionSnapshot(long next, NavigableSet<Long> open) {

    TransactionSnapshot {
        open = Collections.unmodifiableNavigableSet(new TreeSet<>(open));
    }

    /** @param text {@code xmin:xmax:xip,xip,…} */
    static TransactionSnapshot parse(String text) {
        String[] parts = text.split(":", -1);
        NavigableSet<Long> open = parts[2].isEmpty()
                ? new TreeSet<>()
                : Arrays.stream(parts[2].split(",", -1))
                        .map(Long::valueOf)
                        .collect(Collectors.toCollection(TreeSet::new));
        return new TransactionSnapshot(Long.parseLong(parts[1]), open);
    }

    boolean holds(long transaction) {
        return transaction < next && !open.contains(transaction);
    }

    /** This set without {@code others} and without all transactions from {@code limit} on. */
    TransactionSnapshot without(Collection<Long> others, long limit) {
        var outside = new TreeSet<>(open);
        outside.addAll(others);
        long end = Math.min(next, limit);
        return new TransactionSnapshot(end, outside.headSet(end, false));
    }

    @Override
    public String toString() {
        long lowest = open.isEmpty() ? next : open.first();
        return lowest + ":" + next + ":" + open.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
