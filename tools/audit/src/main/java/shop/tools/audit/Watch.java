package shop.tools.audit;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;

/**
 * The audit of a shop that is never quiet, in rounds. Each round reads what is new and judges those orders of which nothing new
 * came for a while, with the same {@link Invariant}s as the audit of a quiet shop.
 *
 * <p>What is on its way is late and not lost: such an order waits until relay and consumers have passed it, or until {@link
 * #PATIENCE} is over. Orders that are proven are remembered for a while, because they may go on, and then forgotten; what is
 * broken is judged in each round again, until it is repaired.
 *
 * <p>Bounded memory: what is not proven yet, {@link #REMEMBERED} proven orders and {@link #MOST_BROKEN} broken ones. Not for use by
 * several threads.
 */
final class Watch {

    /** After that long an order is judged even if relay or consumers have not passed its events. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    static final int REMEMBERED = 50_000;
    static final int MOST_BROKEN = 1_000;

    /** Looked up in the databases together. */
    private static final int ORDERS_AT_ONCE = 1_000;

    private static final List<Invariant> OF_ORDERS =
            List.of(new OneFinalAnswer(), new NoEventLost(), new EventsInCommitOrder(), new OneCheckoutPerKey());

    /** Only for an order all of whose events were seen. */
    private static final Invariant OF_WHOLE_ORDERS = new EffectsOnce();

    private final StackAddress stack;
    private final Duration settle;
    private final ShopTail tail;
    private final Map<String, WatchedOrder> open = new LinkedHashMap<>();
    private final Map<String, WatchedOrder> proven = new LinkedHashMap<>();
    private final Map<String, BrokenOrder> broken = new LinkedHashMap<>();
    /** Places on topics; nothing repairs them. */
    private final Map<String, Violation> unreadable = new LinkedHashMap<>();

    private final Map<String, UUID> newestPublished = new HashMap<>();
    private Map<String, Violation> brokenStock = Map.of();
    private long provenTotal;
    private long rowsLookedUp;
    private long forgotten;

    private record BrokenOrder(WatchedOrder order, List<Violation> violations) {}

    /**
     * @param settle how long nothing new must have come of an order before it is judged
     * @param since where it begins; orders that were placed earlier are judged by their tables alone
     */
    Watch(StackAddress stack, Duration settle, Instant since) {
        this.stack = stack;
        this.settle = settle;
        this.tail = new ShopTail(stack, since);
    }

    /**
     * What a round has found.
     *
     * @param proven orders that were proven in this round; one that went on is proven again
     * @param open orders that are not proven yet, without the broken ones
     * @param lag how old the oldest event is that is not proven
     * @param fresh violations that no round before has found
     * @param violations what is broken now, per invariant
     * @param records read since the beginning
     * @param rows read since the beginning
     * @param forgotten records since the beginning that Kafka no longer kept when they should have been read
     */
    record Round(
            Instant at,
            long proven,
            long provenTotal,
            int open,
            Duration lag,
            List<Violation> fresh,
            Map<String, Integer> violations,
            long records,
            long rows,
            long forgotten) {}

    /**
     * Reads and judges once. If it fails, the next round reads the same again.
     *
     * @throws SQLException if a database cannot be read
     * @throws org.apache.kafka.common.KafkaException if a topic cannot be read
     */
    Round round(Instant now) throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        var fresh = new ArrayList<Violation>();
        tail.readOn(new News(now, fresh), now);
        Map<String, Violation> stock = tail.brokenStock();
        stock.forEach((sku, violation) -> {
            // The numbers in it change with every order.
            Violation before = brokenStock.get(sku);
            if (before == null || !before.invariant().equals(violation.invariant())) {
                fresh.add(violation);
            }
        });
        brokenStock = stock;
        long before = provenTotal;
        judge(ripe(now), fresh);
        return new Round(
                now,
                provenTotal - before,
                provenTotal,
                open.size(),
                lag(now),
                List.copyOf(fresh),
                violations(),
                tail.recordsRead(),
                tail.rowsRead() + rowsLookedUp,
                forgotten);
    }

    private List<WatchedOrder> ripe(Instant now) throws InterruptedException, ExecutionException, TimeoutException {
        List<WatchedOrder> resting = new ArrayList<>();
        broken.values().forEach(one -> resting.add(one.order()));
        open.values().stream().filter(order -> order.restsFor(settle, now)).forEach(resting::add);
        if (resting.isEmpty()) {
            return resting;
        }
        WatchedOrder.Progress progress = progress();
        resting.removeIf(order ->
                !broken.containsKey(order.key()) && !order.restsFor(PATIENCE, now) && order.isUnderway(progress));
        return resting;
    }

    private WatchedOrder.Progress progress() throws InterruptedException, ExecutionException, TimeoutException {
        Map<Subscription, Map<TopicPartition, Long>> positions = new QuietPipeline(stack).positions();
        return new WatchedOrder.Progress() {
            @Override
            public boolean relayIsPast(History.OutboxRow row) {
                UUID newest = newestPublished.get(row.topic());
                return newest != null && newest.compareTo(row.eventId()) > 0;
            }

            @Override
            public boolean consumersArePast(History.TopicRecord record) {
                var partition = new TopicPartition(record.topic(), record.partition());
                return positions.entrySet().stream()
                        .filter(one -> one.getKey().topic().equals(record.topic()))
                        .allMatch(one -> one.getValue().getOrDefault(partition, 0L) > record.offset());
            }
        };
    }

    private void judge(List<WatchedOrder> orders, List<Violation> fresh) throws SQLException {
        for (int from = 0; from < orders.size(); from += ORDERS_AT_ONCE) {
            List<WatchedOrder> some = orders.subList(from, Math.min(orders.size(), from + ORDERS_AT_ONCE));
            OrderLookup lookup = OrderLookup.of(stack, some);
            rowsLookedUp += lookup.rows();
            for (WatchedOrder order : some) {
                judged(order, violations(order, lookup.of(order)), fresh);
            }
        }
    }

    private static List<Violation> violations(WatchedOrder order, History history) {
        var violations = new ArrayList<Violation>();
        List<Invariant> invariants = new ArrayList<>(OF_ORDERS);
        if (order.isWhole()) {
            invariants.add(OF_WHOLE_ORDERS);
        }
        for (Invariant invariant : invariants) {
            Finding finding = AuditReport.judge(invariant, history);
            finding.offenders().forEach(text -> violations.add(new Violation(finding.invariant(), text)));
        }
        return violations;
    }

    private void judged(WatchedOrder order, List<Violation> violations, List<Violation> fresh) {
        open.remove(order.key());
        BrokenOrder before = broken.remove(order.key());
        if (violations.isEmpty()) {
            provenTotal++;
            proven.put(order.key(), order);
            if (proven.size() > REMEMBERED) {
                proven.remove(proven.keySet().iterator().next());
            }
            return;
        }
        violations.stream()
                .filter(one -> before == null || !before.violations().contains(one))
                .forEach(fresh::add);
        broken.put(order.key(), new BrokenOrder(order, violations));
        if (broken.size() > MOST_BROKEN) {
            broken.remove(broken.keySet().iterator().next());
        }
    }

    private Duration lag(Instant now) {
        return open.values().stream()
                .map(WatchedOrder::unprovenSince)
                .min(Instant::compareTo)
                .map(oldest -> Duration.between(oldest, now))
                .filter(lag -> !lag.isNegative())
                .orElse(Duration.ZERO);
    }

    private Map<String, Integer> violations() {
        var perInvariant = new TreeMap<String, Integer>();
        broken.values().stream()
                .flatMap(order -> order.violations().stream())
                .forEach(one -> perInvariant.merge(one.invariant(), 1, Integer::sum));
        brokenStock.values().forEach(one -> perInvariant.merge(one.invariant(), 1, Integer::sum));
        unreadable.values().forEach(one -> perInvariant.merge(one.invariant(), 1, Integer::sum));
        return perInvariant;
    }

    /** Takes over what was read. */
    private final class News implements ShopTail.Sink {

        private final Instant now;
        private final List<Violation> fresh;

        private News(Instant now, List<Violation> fresh) {
            this.now = now;
            this.fresh = fresh;
        }

        @Override
        public void records(List<History.TopicRecord> records) {
            for (History.TopicRecord record : records) {
                UUID id = record.eventId();
                if (id != null && id.version() == 7) {
                    newestPublished.merge(record.topic(), id, (one, other) -> one.compareTo(other) > 0 ? one : other);
                }
                order(record.key() == null ? record.place() : record.key()).add(record, now);
            }
        }

        @Override
        public void unreadable(Map<String, String> places) {
            places.forEach((place, reason) -> {
                var violation = new Violation("I4", Printable.of(place + ": cannot be read: " + reason));
                if (unreadable.size() < MOST_BROKEN && unreadable.put(place, violation) == null) {
                    fresh.add(violation);
                }
            });
        }

        @Override
        public void forgotten(long records) {
            forgotten += records;
        }

        @Override
        public void rows(List<OutboxTail.Row> rows) {
            rows.forEach(row -> order(row.aggregateId()).add(new History.OutboxRow(row.topic(), row.eventId()), now));
        }

        @Override
        public void orders(Set<UUID> ids) {
            for (UUID id : ids) {
                String key = id.toString();
                if (!open.containsKey(key) && !proven.containsKey(key) && !broken.containsKey(key)) {
                    order(key).isNew();
                }
            }
        }

        /** The order is open from now on. */
        private WatchedOrder order(String key) {
            BrokenOrder failing = broken.get(key);
            if (failing != null) {
                return failing.order();
            }
            WatchedOrder known = proven.remove(key);
            if (known != null) {
                known.reopened(now);
                open.put(key, known);
                return known;
            }
            return open.computeIfAbsent(key, _ -> new WatchedOrder(key, now));
        }
    }
}
