package shop.messaging.relay;

import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import io.debezium.connector.postgresql.connection.WalPositionLocator;
import io.debezium.connector.postgresql.spi.SlotCreationResult;
import io.debezium.jdbc.JdbcConnection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLState;

/**
 * The connector's connection for replication, which waits for the slot itself.
 *
 * <p>Everything that can be done without the slot is done before the wait, and the wait asks whether the slot is free instead of
 * trying to take it: that leaves no error in the server's log and costs one small query. Any other failure than a slot
 * that is taken goes to the caller, who is told why. Debezium's own retries are off because they keep the reason to themselves
 * (ADR 0037).
 */
final class SlotConnection implements ReplicationConnection {

    private final ReplicationConnection connection;
    private final String slot;
    private final Duration lookInterval;
    private final Observer observer;

    /** Is told how far the connector has come. Called by the thread that reads. */
    interface Observer {

        /** The slot is taken by somebody else, and all that is left to do is to wait. May take its time. */
        void standsBy() throws InterruptedException;

        /** The process of the server that serves this connection, before it tries for the slot. */
        void triesAs(int serverProcess);

        /** Whether the slot is still wanted. */
        boolean wanted();
    }

    SlotConnection(ReplicationConnection connection, String slot, Duration lookInterval, Observer observer) {
        this.connection = connection;
        this.slot = slot;
        this.lookInterval = lookInterval;
        this.observer = observer;
    }

    @Override
    public ReplicationStream startStreaming(WalPositionLocator position) throws SQLException, InterruptedException {
        return whenFree(() -> connection.startStreaming(position));
    }

    @Override
    public ReplicationStream startStreaming(Lsn from, WalPositionLocator position)
            throws SQLException, InterruptedException {
        return whenFree(() -> connection.startStreaming(from, position));
    }

    private interface Start {
        ReplicationStream stream() throws SQLException, InterruptedException;
    }

    private ReplicationStream whenFree(Start start) throws SQLException, InterruptedException {
        connection.initConnection();
        observer.triesAs(jdbc().connection().unwrap(PGConnection.class).getBackendPID());
        boolean standsBy = false;
        while (true) {
            if (!isTaken()) {
                try {
                    return start.stream();
                } catch (RuntimeException | SQLException e) {
                    // Another one that waits was faster.
                    if (!saysThatItIsTaken(e)) {
                        throw e;
                    }
                }
            }
            if (!observer.wanted()) {
                throw new InterruptedException("The relay stops");
            }
            if (!standsBy) {
                standsBy = true;
                observer.standsBy();
            } else {
                Thread.sleep(lookInterval);
            }
        }
    }

    /** A slot that is missing is not taken: the start says what is wrong. */
    private boolean isTaken() throws SQLException {
        try (Statement statement = jdbc().connection().createStatement();
                ResultSet row = statement.executeQuery(
                        "select from pg_replication_slots where active and slot_name = '" + slot + "'")) {
            return row.next();
        }
    }

    private static boolean saysThatItIsTaken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && PSQLState.OBJECT_IN_USE.getState().equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    private JdbcConnection jdbc() {
        return (JdbcConnection) connection;
    }

    @Override
    public Optional<SlotCreationResult> createReplicationSlot() throws SQLException {
        return connection.createReplicationSlot();
    }

    @Override
    public void initConnection() throws SQLException, InterruptedException {
        connection.initConnection();
    }

    @Override
    public boolean isConnected() throws SQLException {
        return connection.isConnected();
    }

    @Override
    public void reconnect() throws SQLException {
        connection.reconnect();
    }

    @Override
    public void close() throws Exception {
        connection.close();
    }
}
