package shop.messaging.relay;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** Connections of the relay's role to the primary, outside the service's pool. */
final class RelayDatabase {

    /** In seconds. */
    private static final String CONNECT_TIMEOUT = "5";

    private final String url;
    private final String username;
    private final String password;

    RelayDatabase(String url, String username, String password) {
        this.url = url;
        this.username = username;
        this.password = password;
        parsed();
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, settings());
    }

    /** A connection that speaks the replication protocol. */
    Connection connectForReplication() throws SQLException {
        Properties settings = settings();
        PGProperty.REPLICATION.set(settings, "database");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(settings, "18");
        PGProperty.PREFER_QUERY_MODE.set(settings, "simple");
        return DriverManager.getConnection(url, settings);
    }

    /** The same server, database and driver settings under Debezium's names. */
    Properties forDebezium() {
        Properties parsed = parsed();
        var debezium = new Properties();
        parsed.forEach((key, value) -> {
            switch (key.toString()) {
                case "PGHOST" -> debezium.put("database.hostname", value);
                case "PGPORT" -> debezium.put("database.port", value);
                case "PGDBNAME" -> debezium.put("database.dbname", value);
                case "sslmode" -> debezium.put("database.sslmode", value);
                case "sslrootcert" -> debezium.put("database.sslrootcert", value);
                default -> debezium.put("driver." + key, value);
            }
        });
        debezium.put("database.user", username);
        debezium.put("database.password", password);
        debezium.putIfAbsent("driver." + PGProperty.CONNECT_TIMEOUT.getName(), CONNECT_TIMEOUT);
        debezium.putIfAbsent("driver." + PGProperty.SOCKET_FACTORY.getName(), PeekTimeoutSocketFactory.class.getName());
        return debezium;
    }

    private Properties parsed() {
        Properties parsed = Driver.parseURL(url, null);
        if (parsed == null) {
            throw new IllegalArgumentException("shop.relay.url is no JDBC URL of a PostgreSQL database: " + url);
        }
        return parsed;
    }

    private Properties settings() {
        var settings = new Properties();
        PGProperty.USER.set(settings, username);
        PGProperty.PASSWORD.set(settings, password);
        PGProperty.APPLICATION_NAME.set(settings, "outbox relay");
        PGProperty.CONNECT_TIMEOUT.set(settings, CONNECT_TIMEOUT);
        PGProperty.LOGIN_TIMEOUT.set(settings, "10");
        PGProperty.TCP_KEEP_ALIVE.set(settings, "true");
        return settings;
    }
}
