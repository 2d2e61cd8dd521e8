package shop.testing.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What can happen to the databases while their server runs, and to the replica. */
final class DatabaseFaults {

    private static final List<String> OUTBOXES = List.of("checkout", "inventory", "order");

    private DatabaseFaults() {}

    static Stream<Fault> all() {
        return Stream.of(
                sessionsEnded(),
                outOfConnections(),
                readOnly(),
                longTransaction(),
                outboxLocked(),
                stockLocked(),
                partitionMissing(),
                replicaBehind(),
                replicaPromoted());
    }

    private static Fault sessionsEnded() {
        return Fault.of(
                "sessions-ended",
                "pg_terminate_backend of every session of every service, five times",
                "every order gets its answer",
                (shop, moments) -> {
                    for (int i = 0; i < 5; i++) {
                        shop.execute("postgres", END_SESSIONS);
                        moments.pause(200, 1500);
                    }
                });
    }

    private static final String END_SESSIONS =
            "select pg_terminate_backend(pid) from pg_stat_activity where usename like '%\\_app'";

    private static Fault outOfConnections() {
        return Fault.of(
                "out-of-connections",
                "all connections of the server taken and the services' own ended, for 2 to 6 s",
                "orders are refused meanwhile, not lost",
                (shop, moments) -> {
                    List<Connection> taken = new ArrayList<>();
                    try {
                        takeAll(shop, taken);
                        try (Statement statement = taken.getFirst().createStatement()) {
                            statement.execute(END_SESSIONS);
                        }
                        takeAll(shop, taken);
                        moments.pause(2000, 6000);
                    } finally {
                        for (Connection connection : taken) {
                            connection.close();
                        }
                    }
                });
    }

    private static void takeAll(TestedShop shop, List<Connection> taken) throws SQLException {
        for (int i = 0; i < 250; i++) {
            try {
                taken.add(shop.connect("postgres"));
            } catch (SQLException e) {
                if ("53300".equals(e.getSQLState())) {
                    return;
                }
                throw e;
            }
        }
        throw new IllegalStateException("The server takes more connections than expected");
    }

    private static Fault readOnly() {
        return Fault.of(
                "read-only",
                "default_transaction_read_only = on for the whole server, for 2 to 6 s",
                "orders are refused meanwhile; nothing becomes a dead letter",
                (shop, moments) -> {
                    shop.execute("postgres", "alter system set default_transaction_read_only = on", RelayFaults.RELOAD);
                    try {
                        moments.pause(2000, 6000);
                    } finally {
                        shop.execute(
                                "postgres", "alter system reset default_transaction_read_only", RelayFaults.RELOAD);
                    }
                });
    }

    private static Fault longTransaction() {
        return Fault.of(
                "long-transaction",
                "an open transaction with a number in another database, while a relay's slot is dropped, for 3 to 8 s",
                "the relay waits for its end, says so, and goes on after it",
                (shop, moments) -> {
                    String service = moments.oneOf(OUTBOXES);
                    try (Connection other = shop.connect("cart");
                            Statement statement = other.createStatement()) {
                        other.setAutoCommit(false);
                        statement.execute("select pg_current_xact_id()");
                        shop.freeze(service);
                        try {
                            shop.execute(
                                    "postgres",
                                    "select pg_terminate_backend(active_pid) from pg_replication_slots"
                                            + " where active_pid is not null and slot_name = '" + service + "_outbox'");
                            shop.insist("postgres", "select pg_drop_replication_slot('" + service + "_outbox')");
                        } finally {
                            shop.thaw(service);
                        }
                        moments.pause(3000, 8000);
                        other.rollback();
                    }
                });
    }

    private static Fault outboxLocked() {
        return Fault.of(
                "outbox-locked",
                "lock table outbox in access exclusive mode, for 2 to 6 s",
                "what needs the outbox waits or is refused",
                (shop, moments) -> locked(shop, moments, moments.oneOf(OUTBOXES), "lock table outbox"));
    }

    private static Fault stockLocked() {
        return Fault.of(
                "hot-product-locked",
                "the scarce product's row locked by a foreign transaction, for 2 to 6 s",
                "its orders wait, nothing is oversold",
                (shop, moments) -> locked(
                        shop,
                        moments,
                        "inventory",
                        "select * from stock where sku = '" + TestedShop.SCARCE + "' for update"));
    }

    private static void locked(TestedShop shop, Moments moments, String database, String lock) throws Exception {
        try (Connection connection = shop.connect(database);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(lock);
            moments.pause(2000, 6000);
            connection.rollback();
        }
    }

    private static Fault partitionMissing() {
        return Fault.of(
                "partition-missing",
                "today's partition of an outbox dropped, its rows moved to the default partition",
                "rows go to the default partition and are published all the same",
                (shop, moments) -> {
                    String today = "outbox_" + LocalDate.now(ZoneOffset.UTC).format(DateTimeFormatter.BASIC_ISO_DATE);
                    String database = moments.oneOf(OUTBOXES);
                    if (shop.number(database, "select count(*) from pg_class where relname = '" + today + "'") == 1) {
                        shop.execute(
                                database,
                                "begin",
                                "alter table outbox detach partition " + today,
                                "insert into outbox_default select * from " + today,
                                "drop table " + today,
                                "commit");
                    }
                    moments.pause(500, 1500);
                });
    }

    private static Fault replicaBehind() {
        return Fault.of(
                "replica-behind",
                "replay on the replica paused for 3 to 7 s",
                "the primary answers; nobody sees anything older than before",
                (shop, moments) -> {
                    try (Connection replica = shop.connectToReplica();
                            Statement statement = replica.createStatement()) {
                        statement.execute("select pg_wal_replay_pause()");
                        try {
                            moments.pause(3000, 7000);
                        } finally {
                            statement.execute("select pg_wal_replay_resume()");
                        }
                    }
                });
    }

    private static Fault replicaPromoted() {
        return Fault.of(
                "replica-promoted",
                "pg_promote() on the replica; lifted by deleting its data and starting it again",
                "it is a stranger from then on, and the primary answers",
                (shop, moments) -> {
                    try (Connection replica = shop.connectToReplica();
                            Statement statement = replica.createStatement()) {
                        statement.execute("select pg_promote()");
                    }
                    moments.pause(2000, 5000);
                    shop.run("stop", "replica");
                    TestedShop.program(
                            "rm", "-rf", shop.folder().resolve("data/replica").toString());
                    shop.run("restart", "replica");
                });
    }
}
