package shop.build.localservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceDatabaseIT {

    private static final String PASSWORD = "test-only";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String INVALID_PASSWORD = "28P01";
    private static final String READ_ONLY_TRANSACTION = "25006";

    private final ServiceDatabase database = ServiceDatabase.withRelay("shoes");
    private LocalPostgres postgres;

    @BeforeAll
    void start(@TempDir Path folder) throws SQLException {
        postgres = new LocalPostgres(
                Path.of(System.getProperty("java.io.tmpdir"), "shop-postgres"),
                folder.resolve("data"),
                folder.resolve("postgres.log"),
                FreePorts.next(),
                PASSWORD,
                Map.of());
        postgres.start();
        database.createIfMissing(postgres, PASSWORD);
        run(database.owner(), """
                create table shoes (size int);
                create table events (at date not null) partition by range (at);
                create table events_20261122 partition of events for values from ('2026-11-22') to ('2026-11-23');
                insert into shoes values (42);
                insert into events values ('2026-11-22');
                """);
    }

    @AfterAll
    void stop() {
        postgres.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shoes", "events", "events_20261122"})
    void auditorReadsTheTablesAndPartitionsOfAnOwner(String table) {
        assertThatCode(() -> run(ServiceDatabase.AUDITOR, "select * from " + table))
                .doesNotThrowAnyException();
    }

    @Test
    void auditorReadsWhatALaterMigrationMakes() throws SQLException {
        run(database.owner(), "create table if not exists laces (length int)");

        assertThatCode(() -> run(ServiceDatabase.AUDITOR, "select * from laces"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into shoes values (43)",
                "update shoes set size = 43",
                "delete from shoes",
                "truncate shoes",
                "drop table shoes",
                "create table boots (size int)",
                "insert into events_20261122 values ('2026-11-22')",
                "create role cobbler"
            })
    void auditorCannotWriteEvenInATransactionThatMay(String statement) {
        assertRefused(READ_ONLY_TRANSACTION, statement);
        assertRefused(INSUFFICIENT_PRIVILEGE, "set default_transaction_read_only = off", statement);
    }

    @Test
    void auditorHasNoPowerButToReadAll() throws SQLException {
        try (Connection connection = postgres.connect("postgres");
                var statement = connection.createStatement();
                var role = statement.executeQuery("""
                        select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls,
                               array(select roleid::regrole::text from pg_auth_members where member = 'auditor'::regrole)
                        from pg_roles where rolname = 'auditor'
                        """)) {
            role.next();
            assertThat(role.getBoolean(1)).isFalse();
            assertThat((Object[]) role.getArray(2).getArray()).containsExactly("pg_read_all_data");
        }
    }

    @Test
    void databaseOfAnEarlierReleaseAdmitsTheAuditor() throws SQLException {
        run(LocalPostgres.SUPERUSER, """
                drop owned by auditor;
                drop role auditor;
                """);

        database.createIfMissing(postgres, PASSWORD);

        assertThatCode(() -> run(ServiceDatabase.AUDITOR, "select * from events"))
                .doesNotThrowAnyException();
    }

    @Test
    void aServiceWithoutEventsHasNoRoleThatStreamsTheLog() throws SQLException {
        ServiceDatabase.withRelay("gloves").createIfMissing(postgres, PASSWORD);
        assertThat(streamers()).contains("gloves_relay", "shoes_relay");

        var gloves = ServiceDatabase.withoutRelay("gloves");
        gloves.createIfMissing(postgres, PASSWORD);
        gloves.createIfMissing(postgres, PASSWORD);

        assertThat(streamers()).contains("shoes_relay").doesNotContain("gloves_relay");
    }

    private Set<String> streamers() throws SQLException {
        var names = new TreeSet<String>();
        try (Connection connection = postgres.connect("postgres");
                var statement = connection.createStatement();
                var roles = statement.executeQuery("select rolname from pg_roles where rolreplication")) {
            while (roles.next()) {
                names.add(roles.getString(1));
            }
        }
        return names;
    }

    @Test
    void eachRoleGetsItsOwnPasswordAlsoWhereAllHadOne() throws SQLException {
        var hats = ServiceDatabase.withRelay("hats");
        hats.createIfMissing(postgres, PASSWORD);

        hats.createIfMissing(postgres, role -> role.equals(ServiceDatabase.AUDITOR) ? PASSWORD : "of " + role);

        for (String role : List.of(hats.owner(), hats.app(), hats.relay())) {
            assertThatCode(() -> open(hats, role, "of " + role).close()).doesNotThrowAnyException();
            assertThatThrownBy(() -> open(hats, role, PASSWORD))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refusal -> assertThat(refusal.getSQLState()).isEqualTo(INVALID_PASSWORD));
        }
    }

    private Connection open(ServiceDatabase database, String role, String password) throws SQLException {
        return DriverManager.getConnection(postgres.url(database.name()), role, password);
    }

    private void assertRefused(String sqlState, String... statements) {
        assertThatThrownBy(() -> run(ServiceDatabase.AUDITOR, statements))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refusal -> assertThat(refusal.getSQLState()).isEqualTo(sqlState));
    }

    private void run(String role, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.url(database.name()), role, PASSWORD);
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
