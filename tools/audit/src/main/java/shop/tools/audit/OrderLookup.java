package shop.tools.audit;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads what the tables hold of some orders, by keys, and puts a {@link History} of each together. */
final class OrderLookup {

    private static final String OF_ORDERS = " where order_id = any (?)";

    private final StackAddress stack;
    private final Map<UUID, List<History.Checkout>> checkouts = new HashMap<>();
    private final Map<UUID, List<History.Order>> orders = new HashMap<>();
    private final Map<UUID, List<History.Reservation>> reservations = new HashMap<>();
    private final Map<UUID, History.OutboxRow> outbox = new HashMap<>();
    private final Map<Subscription, Set<UUID>> inbox = new HashMap<>();
    private final List<History.DeadLetter> deadLetters = new ArrayList<>();
    private long rows;

    private OrderLookup(StackAddress stack) {
        this.stack = stack;
    }

    /** Of each database as of one moment. */
    static OrderLookup of(StackAddress stack, Collection<WatchedOrder> watched) throws SQLException {
        var lookup = new OrderLookup(stack);
        if (!watched.isEmpty()) {
            lookup.read(watched);
        }
        return lookup;
    }

    /** How many rows were read. */
    long rows() {
        return rows;
    }

    /** All that is known of one of the orders. */
    History of(WatchedOrder order) {
        UUID id = order.id();
        var rows = new LinkedHashMap<UUID, History.OutboxRow>();
        order.outbox().forEach(row -> rows.put(row.eventId(), row));
        order.records().stream()
                .map(record -> outbox.get(record.eventId()))
                .filter(Objects::nonNull)
                .forEach(row -> rows.put(row.eventId(), row));
        return new History(
                checkouts.getOrDefault(id, List.of()),
                orders.getOrDefault(id, List.of()),
                List.of(),
                reservations.getOrDefault(id, List.of()),
                List.copyOf(rows.values()),
                inbox,
                deadLetters,
                order.records(),
                Map.of());
    }

    private void read(Collection<WatchedOrder> watched) throws SQLException {
        List<UUID> ids =
                watched.stream().map(WatchedOrder::id).filter(Objects::nonNull).toList();
        List<String> keys = watched.stream().map(WatchedOrder::key).toList();
        Map<String, List<UUID>> events = watched.stream()
                .flatMap(order -> order.records().stream())
                .filter(record -> record.eventId() != null)
                .collect(Collectors.groupingBy(
                        History.TopicRecord::topic,
                        Collectors.mapping(History.TopicRecord::eventId, Collectors.toList())));
        try (Connection database = TableReader.open(stack, "checkout")) {
            counted(TableReader.rows(
                            database, TableReader.CHECKOUTS + OF_ORDERS, TableReader::checkout, uuids(database, ids)))
                    .forEach(one -> put(checkouts, one.orderId(), one));
            outbox(database, "checkout", events);
        }
        try (Connection database = TableReader.open(stack, "inventory")) {
            counted(TableReader.reservations(database, TableReader.RESERVATIONS + OF_ORDERS, uuids(database, ids)))
                    .forEach(one -> put(reservations, one.orderId(), one));
            messages(database, "inventory", keys, events);
        }
        try (Connection database = TableReader.open(stack, "order")) {
            counted(TableReader.rows(
                            database, TableReader.ORDERS + OF_ORDERS, TableReader::order, uuids(database, ids)))
                    .forEach(one -> put(orders, one.orderId(), one));
            messages(database, "order", keys, events);
        }
    }

    private void messages(Connection database, String name, List<String> keys, Map<String, List<UUID>> events)
            throws SQLException {
        outbox(database, name, events);
        for (Subscription subscription : Subscription.ALL) {
            if (subscription.database().equals(name)) {
                List<UUID> ids = events.getOrDefault(subscription.topic(), List.of());
                inbox.put(
                        subscription,
                        new HashSet<>(counted(TableReader.rows(
                                database,
                                TableReader.INBOX + " and event_id = any (?)",
                                row -> TableReader.id(row, 1),
                                subscription.consumer(),
                                uuids(database, ids)))));
            }
        }
        deadLetters.addAll(counted(TableReader.rows(
                database,
                TableReader.DEAD_LETTERS + " where key = any (?) or key is null order by id",
                TableReader::deadLetter,
                database.createArrayOf("text", keys.toArray()))));
    }

    private void outbox(Connection database, String name, Map<String, List<UUID>> events) throws SQLException {
        for (Subscription subscription : Subscription.ALL) {
            if (subscription.producer().equals(name)) {
                List<UUID> ids = events.getOrDefault(subscription.topic(), List.of());
                counted(TableReader.rows(
                                database,
                                TableReader.OUTBOX + " where id = any (?)",
                                TableReader::outboxRow,
                                uuids(database, ids)))
                        .forEach(row -> outbox.put(row.eventId(), row));
                return;
            }
        }
    }

    private <T> List<T> counted(List<T> found) {
        rows += found.size();
        return found;
    }

    private static <T> void put(Map<UUID, List<T>> map, UUID id, T one) {
        map.computeIfAbsent(id, _ -> new ArrayList<>(1)).add(one);
    }

    private static Array uuids(Connection database, List<UUID> ids) throws SQLException {
        return database.createArrayOf("uuid", ids.toArray());
    }
}
