package shop.tools.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import shop.eventcodec.Topic;

/**
 * Reads what the audit needs out of every service's database, each as of one moment.
 *
 * <p>Here and in {@link ShopTail} and {@link OrderLookup}, which read a part of it for the watch, the services' tables are known;
 * they write nothing.
 */
final class TableReader {

    /** Turns one row into something. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static final int ROWS_AT_ONCE = 5_000;

    static final String CHECKOUTS = "select order_id, shopper_id, idempotency_key from checkouts";

    static final String ORDERS = "select order_id, status from orders";

    private static final String STOCK = """
            select stock.sku, stock.on_hand, stock.reserved,
                   (select coalesce(sum(quantity), 0) from stock_intakes intake where intake.sku = stock.sku)
            from stock order by stock.sku
            """;

    static final String RESERVATIONS = """
            select reservation.order_id, reservation.state, line.sku, line.quantity
            from reservations reservation left join reservation_lines line using (order_id)
            """;

    static final String OUTBOX = "select aggregatetype, id from outbox";

    static final String INBOX = "select event_id from inbox where consumer = ?";

    static final String DEAD_LETTERS =
            "select consumer, topic, partition, \"offset\", event_id, state = 'OPEN' from dead_letters";

    private final StackAddress stack;

    TableReader(StackAddress stack) {
        this.stack = stack;
    }

    History read(TopicReader.Content topics) throws SQLException {
        var outbox = new ArrayList<History.OutboxRow>();
        var inbox = new HashMap<Subscription, Set<UUID>>();
        var deadLetters = new ArrayList<History.DeadLetter>();
        List<History.Checkout> checkouts;
        List<History.Order> orders;
        List<History.Stock> stock;
        List<History.Reservation> reservations;
        try (Connection database = open("checkout")) {
            checkouts = rows(database, CHECKOUTS, TableReader::checkout);
            outbox.addAll(outbox(database));
        }
        try (Connection database = open("inventory")) {
            stock = rows(
                    database,
                    STOCK,
                    row -> new History.Stock(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4)));
            reservations = reservations(database);
            messages(database, "inventory", outbox, inbox, deadLetters);
        }
        try (Connection database = open("order")) {
            orders = rows(database, ORDERS, TableReader::order);
            messages(database, "order", outbox, inbox, deadLetters);
        }
        return new History(
                checkouts,
                orders,
                stock,
                reservations,
                outbox,
                inbox,
                deadLetters,
                topics.records(),
                topics.unreadable());
    }

    private Connection open(String name) throws SQLException {
        return open(stack, name);
    }

    /** A connection that sees its database as of one moment, until the transaction ends. The caller closes it. */
    static Connection open(StackAddress stack, String name) throws SQLException {
        Connection database = stack.connect(name);
        database.setAutoCommit(false);
        database.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        database.setReadOnly(true);
        return database;
    }

    private static void messages(
            Connection database,
            String name,
            List<History.OutboxRow> outbox,
            Map<Subscription, Set<UUID>> inbox,
            List<History.DeadLetter> deadLetters)
            throws SQLException {
        outbox.addAll(outbox(database));
        for (Subscription subscription : Subscription.ALL) {
            if (subscription.database().equals(name)) {
                inbox.put(
                        subscription, new HashSet<>(rows(database, INBOX, row -> id(row, 1), subscription.consumer())));
            }
        }
        deadLetters.addAll(rows(database, DEAD_LETTERS, TableReader::deadLetter));
    }

    static History.Checkout checkout(ResultSet row) throws SQLException {
        return new History.Checkout(id(row, 1), id(row, 2), row.getString(3));
    }

    static History.Order order(ResultSet row) throws SQLException {
        return new History.Order(id(row, 1), row.getString(2));
    }

    static History.OutboxRow outboxRow(ResultSet row) throws SQLException {
        return new History.OutboxRow(Topic.nameOf(row.getString(1)).intern(), id(row, 2));
    }

    static History.DeadLetter deadLetter(ResultSet row) throws SQLException {
        return new History.DeadLetter(
                row.getString(1),
                row.getString(2),
                row.getInt(3),
                row.getLong(4),
                row.getObject(5, UUID.class),
                row.getBoolean(6));
    }

    private static List<History.OutboxRow> outbox(Connection database) throws SQLException {
        return rows(database, OUTBOX, TableReader::outboxRow);
    }

    private static List<History.Reservation> reservations(Connection database) throws SQLException {
        return reservations(database, RESERVATIONS);
    }

    static List<History.Reservation> reservations(Connection database, String sql, Object... parameters)
            throws SQLException {
        var states = new HashMap<UUID, String>();
        var lines = new HashMap<UUID, List<SkuQuantity>>();
        rows(
                database,
                sql,
                row -> {
                    states.put(id(row, 1), row.getString(2).intern());
                    List<SkuQuantity> reserved = lines.computeIfAbsent(id(row, 1), id -> new ArrayList<>(1));
                    if (row.getString(3) != null) {
                        reserved.add(new SkuQuantity(row.getString(3).intern(), row.getLong(4)));
                    }
                    return true;
                },
                parameters);
        return states.entrySet().stream()
                .map(one -> new History.Reservation(
                        one.getKey(), one.getValue(), lines.getOrDefault(one.getKey(), List.of())))
                .toList();
    }

    static <T> List<T> rows(Connection database, String sql, Row<T> reader, Object... parameters) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            statement.setFetchSize(ROWS_AT_ONCE);
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            var rows = new ArrayList<T>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        }
    }

    static UUID id(ResultSet row, int column) throws SQLException {
        return row.getObject(column, UUID.class);
    }
}
