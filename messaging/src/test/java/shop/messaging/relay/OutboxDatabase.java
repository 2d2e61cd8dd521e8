package shop.messaging.relay;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import shop.build.localservers.PostgresServer;
import shop.build.localservers.ServiceDatabase;
import shop.testing.servers.Infrastructure;

/** A database with an outbox, for one test. */
record OutboxDatabase(PostgresServer postgres, ServiceDatabase roles) {

    static OutboxDatabase create(PostgresServer postgres, String name) {
        var roles = ServiceDatabase.withRelay(name);
        roles.createIfMissing(postgres, Infrastructure.PASSWORD);
        Flyway.configure()
                .dataSource(postgres.url(name), roles.owner(), Infrastructure.PASSWORD)
                .locations("classpath:db/messaging")
                .placeholders(Map.of("app", roles.app(), "relay", roles.relay()))
                .load()
                .migrate();
        return new OutboxDatabase(postgres, roles);
    }

    String url() {
        return postgres.url(roles.name());
    }

    String slot() {
        return roles.name() + "_outbox";
    }

    String topic() {
        return roles.name() + ".events";
    }

    Connection app() throws SQLException {
        return DriverManager.getConnection(url(), roles.app(), Infrastructure.PASSWORD);
    }

    /** Appends {@code count} rows in one transaction: row {@code n} has the key {@code key} and the payload {@code {"n":…}}. */
    void append(String key, int first, int count) throws SQLException {
        try (Connection connection = app()) {
            append(connection, key, first, count);
        }
    }

    void append(Connection connection, String key, int first, int count) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into outbox (aggregatetype, aggregateid, type, payload)
                select ?, ?, 'sample.noted.v1', json_build_object('n', n) from generate_series(?, ?) as n
                """)) {
            insert.setString(1, roles.name());
            insert.setString(2, key);
            insert.setInt(3, first);
            insert.setInt(4, first + count - 1);
            insert.execute();
        }
    }

    void asSuperuser(String sql) throws SQLException {
        try (Connection connection = postgres.connect(roles.name());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    <T> T query(String sql, Class<T> type) throws SQLException {
        try (Connection connection = postgres.connect(roles.name());
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getObject(1, type) : null;
        }
    }

    void dropSlots() throws SQLException {
        asSuperuser("select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name like '"
                + slot() + "%'");
    }

    /** What {@link #append} writes for these numbers. */
    static List<String> payloads(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(n -> "{\"n\" : " + n + "}")
                .toList();
    }

    static String uniqueName() {
        return "t" + UUID.randomUUID().toString().substring(0, 8);
    }
}
