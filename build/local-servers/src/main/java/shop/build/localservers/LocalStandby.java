package shop.build.localservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A streaming replica of a {@link LocalPostgres}, in a folder of its own, run as a child process on the loopback address.
 *
 * <p>It holds nothing of its own: whatever is wrong with its folder, {@link #copyPrimary()} replaces it by a copy of the running
 * primary.
 * Its replication slot keeps the log it has not received, up to the primary's {@code max_slot_wal_keep_size}; a replica that
 * was away for longer than that is unusable, so a dead one never fills the disk.
 *
 * <p>Not safe for use by several threads. A process that dies is not restarted here; call {@link #launch()} again.
 */
public final class LocalStandby implements AutoCloseable {

    private static final String SLOT = "replica";

    private final LocalPostgres primary;
    private final LocalPostgres server;

    /**
     * @param primary must answer whenever a replica is made or looked at, not while it runs
     * @param data the replica's folder
     * @param log the file that gets the server's output
     * @param settings server settings that differ from the primary's, name to value
     */
    public LocalStandby(LocalPostgres primary, Path data, Path log, int port, Map<String, String> settings) {
        var all = new TreeMap<>(Map.of("primary_slot_name", SLOT, "wal_retrieve_retry_interval", "200ms"));
        all.putAll(settings);
        this.primary = primary;
        this.server = primary.sibling(data, log, port, all);
    }

    /** Makes the replica if need be, starts it and returns when it answers queries. */
    public Process start() {
        if (unusableBecause().isPresent()) {
            copyPrimary();
        }
        Process process = launch();
        server.awaitReady(process);
        return process;
    }

    /** Why a server cannot be started in the folder as it is, to be read after a colon; empty if it can. */
    public Optional<String> unusableBecause() {
        if (!Files.exists(server.data().resolve("standby.signal"))) {
            return Optional.of("there is none yet");
        }
        return cannotCatchUp() ? Optional.of("the log it needs is gone") : Optional.empty();
    }

    /** Whether the primary says that it threw away log the replica has not received, so that it can never catch up. */
    public boolean cannotCatchUp() {
        String usable = "select from pg_replication_slots where slot_name = '" + SLOT + "' and wal_status <> 'lost'";
        try (Connection connection = primary.connect("postgres");
                Statement statement = connection.createStatement();
                var slots = statement.executeQuery(usable)) {
            return !slots.next();
        } catch (SQLException e) {
            // The replica can start and wait for its primary.
            return false;
        }
    }

    /** Copies the running primary into the replica's folder; what was in it is deleted. */
    public void copyPrimary() {
        try (Connection connection = primary.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = '"
                    + SLOT + "'");
            // Reserved before the backup begins, so that all the log since then is still there when it has ended.
            statement.execute("select pg_create_physical_replication_slot('" + SLOT + "', true)");
            BaseBackup.take(connection, primary.data(), server.data());
        } catch (SQLException e) {
            throw new IllegalStateException("the primary cannot be backed up: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("the backup cannot be stored: " + e.getMessage(), e);
        }
    }

    /** Starts the server and does not wait for it; {@link #ready()} tells when it answers. */
    public Process launch() {
        followPrimary();
        return server.launch();
    }

    /** The primary's port may be another one today. In a file, because everybody may read a command line. */
    private void followPrimary() {
        try {
            Files.write(
                    server.data().resolve("postgresql.auto.conf"),
                    List.of("primary_conninfo = 'host=127.0.0.1 port=" + primary.port() + " user="
                            + LocalPostgres.SUPERUSER + " password=" + primary.password() + " application_name=" + SLOT
                            + "'"));
        } catch (IOException e) {
            throw new UncheckedIOException("the replica's folder cannot be written: " + e, e);
        }
    }

    /** Whether the server answers a query now. */
    public boolean ready() {
        return server.ready();
    }

    /** Whether the server receives the primary's log now. */
    public boolean streaming() {
        return server.finds("select from pg_stat_wal_receiver where status = 'streaming'");
    }

    /** A superuser's connection to one database. */
    public Connection connect(String database) throws SQLException {
        return server.connect(database);
    }

    /** The JDBC URL of one database. */
    public String url(String database) {
        return server.url(database);
    }

    public int port() {
        return server.port();
    }

    /** Stops by fast shutdown. */
    public void stop() {
        server.stop();
    }

    @Override
    public void close() {
        stop();
    }
}
