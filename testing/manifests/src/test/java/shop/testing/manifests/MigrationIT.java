package shop.testing.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.build.localservers.FreePorts;
import shop.build.localservers.LocalPostgres;
import shop.build.localservers.ServiceDatabase;

/** The Job before a roll-out: the service's program migrates as the owner, and ends before it listens, consumes or relays. */
class MigrationIT {

    private static final String PASSWORD = "only-for-this-test";

    @TempDir
    private Path folder;

    private LocalPostgres postgres;

    @AfterEach
    void stop() {
        postgres.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cart", "checkout", "inventory", "order"})
    void programMigratesAndEnds(String service) throws Exception {
        ServiceDatabase database = emptyDatabase(service);

        assertThat(exitCodeOfTheJob(database)).as(this::log).isZero();

        assertThat(number(database, "select count(*) from flyway_schema_history where success"))
                .isPositive();
        assertThat(number(database, "select count(*) from pg_replication_slots"))
                .as("slots made by a relay")
                .isZero();
    }

    /** The tables of the mechanism came from copies among the service's own migrations. */
    @ParameterizedTest
    @ValueSource(strings = {"checkout", "order"})
    void programGoesOnWithADatabaseThatWasMigratedFromCopies(String service) throws Exception {
        ServiceDatabase database = emptyDatabase(service);
        Path copies = Files.createDirectory(folder.resolve("copies"));
        copyMigrations(Path.of("../../messaging/src/main/resources/db/messaging/outbox"), copies);
        if (!service.equals("checkout")) {
            copyMigrations(Path.of("../../messaging/src/main/resources/db/messaging/inbox"), copies);
        }
        if (service.equals("order")) {
            copyMigrations(Path.of("../../messaging/src/main/resources/db/messaging/replay"), copies);
        }
        copyMigrations(Path.of("../../ops-api/src/main/resources/db/ops"), copies);
        copyMigrations(Path.of("../..", service + "-service", "src/main/resources/db/migration"), copies);
        Flyway.configure()
                .dataSource(postgres.url(service), database.owner(), PASSWORD)
                .locations("filesystem:" + copies)
                .placeholders(Map.of("app", database.app(), "relay", database.relay()))
                .load()
                .migrate();
        String history = history(database);

        assertThat(exitCodeOfTheJob(database)).as(this::log).isZero();

        assertThat(history(database)).isEqualTo(history);
    }

    private ServiceDatabase emptyDatabase(String service) {
        postgres = new LocalPostgres(
                Path.of(System.getProperty("java.io.tmpdir"), "shop-postgres"),
                folder.resolve("data"),
                folder.resolve("postgres.log"),
                FreePorts.next(),
                PASSWORD,
                Map.of());
        postgres.start();
        var database = new ServiceDatabase(service, !service.equals("cart"));
        database.createIfMissing(postgres, PASSWORD);
        return database;
    }

    private static void copyMigrations(Path from, Path to) throws IOException {
        try (var files = Files.newDirectoryStream(from, "*.sql")) {
            for (Path file : files) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private int exitCodeOfTheJob(ServiceDatabase database) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dspring.context.exit=onRefresh",
                        "-jar",
                        jar(database.name()).toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("job.log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "SPRING_DATASOURCE_URL",
                        postgres.url(database.name()),
                        "SPRING_FLYWAY_PASSWORD",
                        PASSWORD,
                        "SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE",
                        "2",
                        "SHOP_HTTP_SESSION_KEY",
                        "a key for the time of this test only"));
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static Path jar(String service) throws IOException {
        var target = Path.of("../..", service + "-service", "target");
        try (var files = Files.newDirectoryStream(target, service + "-service-*-exec.jar")) {
            return files.iterator().next();
        }
    }

    private String history(ServiceDatabase database) throws SQLException {
        return value(database, "select string_agg(history::text, chr(10)) from flyway_schema_history as history");
    }

    private long number(ServiceDatabase database, String query) throws SQLException {
        return Long.parseLong(value(database, query));
    }

    private String value(ServiceDatabase database, String query) throws SQLException {
        try (var connection = postgres.connect(database.name());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("job.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
