package shop.messaging.relay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The replication slot: the relay's only position.
 *
 * <p>Debezium silently creates a missing slot at "now", which would lose events. So the relay inspects the slot before each
 * start and never starts the engine on a slot that is missing or lost.
 */
final class RelaySlot {

    /** In what condition the slot is found. */
    enum Condition {
        /** Nobody reads it. */
        FREE,
        /** Another relay reads it. */
        TAKEN,
        /** It does not exist: at the very first start, or dropped by hand, by a major upgrade or a fail-over. */
        MISSING,
        /** The server has deleted log that it needs. */
        LOST,
        /** It is there, but what was published is unknown: the tables came from another server, or the progress was deleted. */
        UNKNOWN_PROGRESS;

        boolean isThere() {
            return this == FREE || this == TAKEN;
        }
    }

    private static final String INSPECT = """
            select slot.slot_type, slot.plugin, slot.database, current_database() as current_database, slot.active,
                   slot.wal_status = 'lost' or slot.invalidation_reason is not null as lost,
                   slot.slot_name is null as missing,
                   exists (select from relay_progress, pg_control_system() as here
                           where server = here.system_identifier) as progress_known
            from (select 1) as one
            left join pg_replication_slots as slot on slot.slot_name = ?
            """;

    private final String name;

    RelaySlot(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** The slot that exists only while a lost one is being replaced. */
    String recoveryName() {
        return name + "_recovery";
    }

    /**
     * Takes the shared lock under which an engine reads the slot: nobody replaces the slot until the connection is closed.
     *
     * @return false if somebody is replacing it
     */
    boolean tryLockToRead(Connection connection) throws SQLException {
        return tryLock(connection, "pg_try_advisory_lock_shared");
    }

    /**
     * Takes the exclusive lock under which the slot is replaced: nobody else replaces it or starts to read it until the
     * connection is closed.
     *
     * @return false if somebody else holds either lock
     */
    boolean tryLockToReplace(Connection connection) throws SQLException {
        return tryLock(connection, "pg_try_advisory_lock");
    }

    private boolean tryLock(Connection connection, String function) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select " + function + "(hashtextextended('outbox relay ' || ?, 0))")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** @throws IllegalStateException if the slot belongs to another program */
    Condition inspect(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSPECT)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return condition(row);
            }
        }
    }

    private Condition condition(ResultSet row) throws SQLException {
        if (row.getBoolean("missing")) {
            return Condition.MISSING;
        }
        if (!"logical".equals(row.getString("slot_type"))
                || !"pgoutput".equals(row.getString("plugin"))
                || !row.getString("current_database").equals(row.getString("database"))) {
            throw new IllegalStateException(
                    "The slot '" + name + "' is a " + row.getString("slot_type") + " one of plugin '"
                            + row.getString("plugin") + "' in the database '" + row.getString("database")
                            + "', not a logical one of pgoutput in '" + row.getString("current_database")
                            + "'. It belongs to somebody else: choose another shop.relay.slot, or drop it if you know better.");
        }
        if (row.getBoolean("lost")) {
            return Condition.LOST;
        }
        if (row.getBoolean("active")) {
            return Condition.TAKEN;
        }
        return row.getBoolean("progress_known") ? Condition.FREE : Condition.UNKNOWN_PROGRESS;
    }
}
