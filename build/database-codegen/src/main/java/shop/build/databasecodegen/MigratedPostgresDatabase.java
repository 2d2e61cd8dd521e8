package shop.build.databasecodegen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jooq.ConnectionProvider;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.meta.postgres.PostgresDatabase;
import org.jspecify.annotations.Nullable;
import shop.build.localservers.FreePorts;
import shop.build.localservers.LocalPostgres;

/**
 * jOOQ's view of a database that exists for one code generation: started, migrated, read, stopped, deleted. It starts with
 * the first question.
 *
 * <p>Takes one property, {@code resources}: the resource folders of the service and of the libraries whose migrations it
 * may name, the service's first, divided by commas.
 */
public class MigratedPostgresDatabase extends PostgresDatabase {

    private static final String PASSWORD = "codegen";

    private @Nullable LocalPostgres postgres;
    private @Nullable Path folder;
    private @Nullable Connection connection;

    /** Lazy, because jOOQ's tool wants a context before it is known whether there is anything to generate. */
    @Override
    protected DSLContext create0() {
        return DSL.using(
                new ConnectionProvider() {
                    @Override
                    public Connection acquire() {
                        return migrated();
                    }

                    @Override
                    public void release(Connection connection) {
                        // It stays open until the end.
                    }
                },
                SQLDialect.POSTGRES);
    }

    @Override
    public void close() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } finally {
            if (postgres != null) {
                postgres.stop();
            }
            if (folder != null) {
                delete(folder);
            }
        }
        super.close();
    }

    ServiceMigrations migrations() throws IOException {
        return ServiceMigrations.of(
                Arrays.stream(getProperties().getProperty("resources").split(","))
                        .map(folder -> Path.of(folder.strip()))
                        .toList());
    }

    /** The connection to the server, which is started by the first call. */
    protected Connection migrated() {
        if (connection == null) {
            connection = start();
            setConnection(connection);
        }
        return connection;
    }

    private Connection start() {
        try {
            folder = Files.createTempDirectory("database-codegen-");
            Path binaries = Path.of(System.getProperty("java.io.tmpdir"), "shop-postgres");
            postgres = new LocalPostgres(
                    binaries,
                    folder.resolve("data"),
                    folder.resolve("postgres.log"),
                    FreePorts.next(),
                    PASSWORD,
                    Map.of());
            postgres.start();
            Flyway.configure()
                    .dataSource(postgres.url("postgres"), LocalPostgres.SUPERUSER, PASSWORD)
                    .locations(migrations().locations())
                    .placeholders(Map.of("app", LocalPostgres.SUPERUSER, "relay", LocalPostgres.SUPERUSER))
                    .load()
                    .migrate();
            return postgres.connect("postgres");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("The migrated database does not answer", e);
        }
    }

    private static void delete(Path folder) {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Could not delete " + folder, e);
        }
    }
}
