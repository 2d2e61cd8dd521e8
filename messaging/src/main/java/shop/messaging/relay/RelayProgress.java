package shop.messaging.relay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The table {@code relay_progress}: which transactions' events are proven to be published. Outlives the process. */
final class RelayProgress {

    private static final String BEGIN = """
            insert into relay_progress (published, server) select ?::pg_snapshot, system_identifier from pg_control_system()
            on conflict (only_row) do update
            set published = excluded.published, server = excluded.server, changed_at = now()
            """;

    private RelayProgress() {}

    /** Forgets what was there: the relay has published every row of {@code published}, whoever wrote it. */
    static void begin(Connection connection, TransactionSnapshot published) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
            statement.setString(1, published.toString());
            statement.execute();
        }
    }

    static void advance(Connection connection, TransactionSnapshot published) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "update relay_progress set published = ?::pg_snapshot, changed_at = now()")) {
            statement.setString(1, published.toString());
            statement.execute();
        }
    }

    /** What the running transaction sees. */
    static TransactionSnapshot visible(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_current_snapshot()::text")) {
            row.next();
            return TransactionSnapshot.parse(row.getString(1));
        }
    }

    /** Rows of a restored dump carry the numbers of another server; afterwards they carry one of this server. */
    static void numberForeignRows(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select number_foreign_outbox_rows()");
        }
    }
}
