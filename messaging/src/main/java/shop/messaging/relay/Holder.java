package shop.messaging.relay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Who holds what the relay waits for: a process of the server. The relay's role sees the start of a transaction only of its own
 * processes and, if it may, of others.
 */
final class Holder {

    private static final String DESCRIBE = """
            select case when holder.pid = 0 then 'a prepared transaction (select * from pg_prepared_xacts)'
                   else concat_ws(', ', 'process ' || holder.pid, 'database ' || activity.datname, 'role ' || activity.usename,
                       nullif(activity.application_name, ''), 'from ' || host(activity.client_addr),
                       'since ' || to_char(coalesce(activity.xact_start, activity.backend_start) at time zone 'UTC',
                                           'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
                       || '; this ends it: select pg_terminate_backend(' || holder.pid || ')' end
            from (%s) as holder (pid)
            left join pg_stat_activity as activity on activity.pid = holder.pid
            order by activity.backend_start nulls last limit 1
            """;

    /** The parameter is the process that waits. */
    private static final String OF_WHAT_BLOCKS = DESCRIBE.formatted("select unnest(pg_blocking_pids(?::int))");

    /** The parameters are the slot's name and a process that does not count. */
    private static final String OF_THE_SLOT = DESCRIBE.formatted(
            "select active_pid from pg_replication_slots where slot_name = ? and active and active_pid <> ?::int");

    /** The parameter is the slot's name. */
    private static final String OF_THE_LOCK = DESCRIBE.formatted("""
            select pid from pg_locks
            where locktype = 'advisory' and granted and pid <> pg_backend_pid()
              and database = (select oid from pg_database where datname = current_database())
              and (classid::bigint << 32 | objid::bigint) = hashtextextended('outbox relay ' || ?, 0)
            """);

    private Holder() {}

    /** Who holds a lock that the process waits for. @return null if nobody does any more */
    static @Nullable String ofWhatBlocks(Connection connection, int process) throws SQLException {
        return described(connection, OF_WHAT_BLOCKS, String.valueOf(process));
    }

    /** Who reads the slot, other than the process {@code own}. */
    static @Nullable String ofTheSlot(Connection connection, String slot, int own) throws SQLException {
        return described(connection, OF_THE_SLOT, slot, String.valueOf(own));
    }

    /** Who replaces the slot or starts to read it. */
    static @Nullable String ofTheLock(Connection connection, String slot) throws SQLException {
        return described(connection, OF_THE_LOCK, slot);
    }

    private static @Nullable String described(Connection connection, String query, String... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }
}
