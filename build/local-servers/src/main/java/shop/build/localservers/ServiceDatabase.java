package shop.build.localservers;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.UnaryOperator;

/**
 * One service's database and its roles, made as a database administrator would make them on RDS.
 *
 * <ul>
 *   <li>{@code <service>_owner} owns the database and runs the migrations;
 *   <li>{@code <service>_app} is what the running service uses; it gets what the migrations grant and nothing more;
 *   <li>{@code <service>_relay}, where there is an outbox, reads it by logical replication; it gets SELECT on it by the migration.
 *       Its walsender is given up eight seconds after the last sign of life, so that a relay on a lost node does not hold
 *       the slot for the server's default of a minute; its other connections, which hold a lock while they wait for the
 *       slot, are given up by TCP as soon. Its errors are kept out of the server's log: the
 *       relay itself says what goes wrong;
 *   <li>{@code <service>_replay} is what the service becomes while it builds a projection again: it may write the shadow and nothing
 *       else, and cannot log in;
 *   <li>{@link #AUDITOR}, one for the whole server, reads every service's database and writes nothing.
 * </ul>
 *
 * @param relayed whether the service has an outbox, and so a role that may stream the log of the server
 */
public record ServiceDatabase(String service, boolean relayed) {

    /** The role of the audit. */
    public static final String AUDITOR = "auditor";

    /** Of a service with an outbox. */
    public static ServiceDatabase withRelay(String service) {
        return new ServiceDatabase(service, true);
    }

    /** Of a service that publishes no events. */
    public static ServiceDatabase withoutRelay(String service) {
        return new ServiceDatabase(service, false);
    }

    public String name() {
        return service;
    }

    public String owner() {
        return service + "_owner";
    }

    public String app() {
        return service + "_app";
    }

    public String relay() {
        return service + "_relay";
    }

    public String replay() {
        return service + "_replay";
    }

    /** The same with one password for all, as in tests. */
    public void createIfMissing(PostgresServer postgres, String password) {
        createIfMissing(postgres, _ -> password);
    }

    /**
     * Makes roles and database if they are not there. A database of an earlier release gets what it lacks, and loses a relay role that
     * no relay uses.
     *
     * @param passwords of each role by its name; roles that are there get theirs as well
     */
    public void createIfMissing(PostgresServer postgres, UnaryOperator<String> passwords) {
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement()) {
            createRole(statement, owner(), passwords);
            createRole(statement, app(), passwords);
            admitReplay(statement);
            if (!exists(statement, "select 1 from pg_database where datname = '" + name() + "'")) {
                statement.execute("create database \"" + name() + "\" owner " + owner());
                statement.execute("revoke connect on database \"" + name() + "\" from public");
                statement.execute("grant connect on database \"" + name() + "\" to " + app());
            }
            if (relayed) {
                admitRelay(statement, passwords);
            } else {
                dropRelay(statement);
            }
            admitAuditor(statement, passwords);
        } catch (SQLException e) {
            throw new IllegalStateException("The database of " + service + " could not be made", e);
        }
    }

    /**
     * By membership, because grants would have to be made in each database by each owner, and again for what is there already.
     * It covers partitions and the tables of later migrations; CONNECT says in which databases.
     */
    private void admitAuditor(Statement statement, UnaryOperator<String> passwords) throws SQLException {
        createRole(statement, AUDITOR, passwords);
        statement.execute("grant pg_read_all_data to " + AUDITOR);
        statement.execute("alter role " + AUDITOR + " set default_transaction_read_only = on");
        statement.execute("grant connect on database \"" + name() + "\" to " + AUDITOR);
    }

    /** Not inherited: the service has to say that it replays. */
    private void admitReplay(Statement statement) throws SQLException {
        if (!exists(statement, role(replay()))) {
            statement.execute("create role " + replay() + " nologin");
            statement.execute("grant " + replay() + " to " + app() + " with inherit false, set true");
        }
    }

    private void admitRelay(Statement statement, UnaryOperator<String> passwords) throws SQLException {
        createRole(statement, relay(), passwords);
        statement.execute("alter role " + relay() + " replication");
        statement.execute("alter role " + relay() + " set wal_sender_timeout = '8s'");
        statement.execute("alter role " + relay() + " set log_min_messages = 'fatal'");
        statement.execute("alter role " + relay() + " set tcp_keepalives_idle = '5s'");
        statement.execute("alter role " + relay() + " set tcp_keepalives_interval = '2s'");
        statement.execute("alter role " + relay() + " set tcp_keepalives_count = 3");
        statement.execute("grant connect on database \"" + name() + "\" to " + relay());
    }

    private void dropRelay(Statement statement) throws SQLException {
        if (exists(statement, role(relay()))) {
            statement.execute("revoke connect on database \"" + name() + "\" from " + relay());
            statement.execute("drop role " + relay());
        }
    }

    private static void createRole(Statement statement, String role, UnaryOperator<String> passwords)
            throws SQLException {
        if (!exists(statement, role(role))) {
            statement.execute("create role " + role);
        }
        statement.execute("alter role " + role + " login password '" + passwords.apply(role) + "'");
    }

    private static String role(String name) {
        return "select 1 from pg_roles where rolname = '" + name + "'";
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (var rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }
}
