package shop.build.localservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One PostgreSQL cluster in a folder, run as a child process on the loopback address.
 *
 * <p>Commits are durable as in production ({@code fsync}, {@code synchronous_commit} and {@code full_page_writes} stay
 * on), and {@code wal_level} is {@code logical}. As root, PostgreSQL is started in a user namespace of its own, because
 * it refuses to run with root's rights.
 *
 * <p>Not safe for use by several threads. A process that dies is not restarted here; call {@link #start()} again.
 */
public final class LocalPostgres implements PostgresServer, AutoCloseable {

    /** The superuser that {@code initdb} makes. */
    public static final String SUPERUSER = "postgres";

    /** How the server works, wherever it runs: name to value. */
    public static final Map<String, String> SETTINGS = Map.of(
            "wal_level", "logical",
            "max_connections", "200",
            "max_wal_senders", "20",
            "max_replication_slots", "20",
            "max_slot_wal_keep_size", "4GB",
            "shared_buffers", "256MB",
            "password_encryption", "scram-sha-256",
            "timezone", "UTC",
            "log_line_prefix", "%m [%p] %u@%d ");

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path home;
    private final Path data;
    private final Path log;
    private final int port;
    private final String password;
    private final Map<String, String> settings;
    private @Nullable Process process;

    /** Looks at the server. A new connection for each look would cost more than the server at rest. */
    private @Nullable Connection probe;

    /**
     * @param binaries the folder in which the unpacked programs are kept between runs
     * @param data the cluster's folder; made with {@code initdb} at the first start
     * @param log the file that gets the server's output
     * @param settings server settings that differ from the ones stated above, name to value
     */
    public LocalPostgres(Path binaries, Path data, Path log, int port, String password, Map<String, String> settings) {
        this.home = PostgresBinaries.unpackedBelow(binaries);
        this.data = data;
        this.log = log;
        this.port = port;
        this.password = password;
        this.settings = Map.copyOf(settings);
    }

    private LocalPostgres(LocalPostgres other, Path data, Path log, int port, Map<String, String> settings) {
        this.home = other.home;
        this.data = data;
        this.log = log;
        this.port = port;
        this.password = other.password;
        this.settings = Map.copyOf(settings);
    }

    /** A server of the same programs, password and settings with another folder; its settings differ as stated. */
    LocalPostgres sibling(Path data, Path log, int port, Map<String, String> differences) {
        var all = new TreeMap<>(settings);
        all.putAll(differences);
        return new LocalPostgres(this, data, log, port, all);
    }

    /**
     * Starts the server and returns when it answers queries. A cluster left behind by a crash recovers first.
     *
     * @throws IllegalStateException if it exits or does not answer within a minute; the message ends with the end of its log
     */
    public Process start() {
        Process server = launch();
        awaitReady(server);
        return server;
    }

    /** Starts the server and does not wait for it; {@link #ready()} tells when it answers. */
    public Process launch() {
        initialiseOnce();
        List<String> command = asOrdinaryUser(home.resolve("bin/postgres").toString(), "-D", data.toString());
        command.addAll(List.of("-p", String.valueOf(port)));
        serverSettings().forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        Process server = run(command);
        process = server;
        return server;
    }

    /** Whether the server answers a query now. */
    public boolean ready() {
        return finds("select 1");
    }

    /** Whether this query has a result now; false as well if the server does not answer. */
    synchronized boolean finds(String query) {
        try {
            if (probe == null) {
                probe = connect("postgres");
            }
            try (Statement statement = probe.createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                return rows.next();
            }
        } catch (SQLException e) {
            dropProbe();
            return false;
        }
    }

    private void dropProbe() {
        Connection connection = probe;
        probe = null;
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // The server has closed it before.
                return;
            }
        }
    }

    @Override
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database), SUPERUSER, password);
    }

    @Override
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    Path data() {
        return data;
    }

    public int port() {
        return port;
    }

    public String password() {
        return password;
    }

    /** Stops by fast shutdown: sessions are ended, everything committed is on disk, a checkpoint is written. */
    public void stop() {
        if (process == null || !process.isAlive()) {
            return;
        }
        // SIGINT is PostgreSQL's "fast" shutdown; SIGTERM would wait for every session to leave by itself.
        signal("INT", process.pid());
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    @Override
    public void close() {
        stop();
    }

    private Map<String, String> serverSettings() {
        var all = new TreeMap<>(SETTINGS);
        all.put("listen_addresses", "127.0.0.1");
        all.put("unix_socket_directories", "");
        all.putAll(settings);
        return all;
    }

    private void initialiseOnce() {
        if (Files.exists(data.resolve("PG_VERSION"))) {
            return;
        }
        try {
            Files.createDirectories(parent(data));
            Path passwordFile = Files.createTempFile(parent(data), "initdb", "");
            Path fresh = Files.createTempDirectory(parent(data), "initdb-");
            try {
                Files.writeString(passwordFile, password, StandardCharsets.UTF_8);
                Process initdb = run(asOrdinaryUser(
                        home.resolve("bin/initdb").toString(),
                        "--pgdata=" + fresh,
                        "--username=" + SUPERUSER,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--data-checksums"));
                if (initdb.waitFor() != 0) {
                    throw new IllegalStateException("initdb failed.\n" + new LogTail(log).quote());
                }
                Files.move(fresh, data);
            } finally {
                Files.deleteIfExists(passwordFile);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The cluster's folder could not be made: " + data, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted during initdb", e);
        }
    }

    void awaitReady(Process process) {
        Instant limit = Instant.now().plus(START_LIMIT);
        while (!ready()) {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "PostgreSQL exited with " + process.exitValue() + ".\n" + new LogTail(log).quote());
            }
            if (Instant.now().isAfter(limit)) {
                throw new IllegalStateException("PostgreSQL does not answer on port " + port + " after " + START_LIMIT
                        + ".\n" + new LogTail(log).quote());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private Process run(List<String> command) {
        try {
            Files.createDirectories(parent(log));
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Could not run " + command.getFirst(), e);
        }
    }

    private static List<String> asOrdinaryUser(String... command) {
        var all = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            all.addAll(List.of("unshare", "-U"));
        }
        all.addAll(List.of(command));
        return all;
    }

    private static void signal(String name, long pid) {
        try {
            // The shell has it built in; a slim image has no program of that name.
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path parent(Path path) {
        return path.toAbsolutePath().resolveSibling("").normalize();
    }
}
