package shop.build.databasecodegen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jooq.meta.postgres.PostgresDatabase;
import org.jspecify.annotations.Nullable;
import shop.build.localservers.FreePorts;
import shop.build.localservers.LocalPostgres;

/**
 * jOOQ's view of a database that exists for one code generation: started, migrated, read, stopped, deleted.
 *
 * <p>Takes one property, {@code migrations}: the folder of the Flyway migrations.
 */
public class MigratedPostgresDatabase extends PostgresDatabase {

    private static final String PASSWORD = "codegen";

    private @Nullable LocalPostgres postgres;
    private @Nullable Path folder;
    private @Nullable Connection connection;

    @Override
    protected DSLContext create0() {
        if (connection == null) {
            connection = migrated();
            setConnection(connection);
        }
        return DSL.using(connection);
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

    private Connection migrated() {
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
                    .locations("filesystem:" + getProperties().getProperty("migrations"))
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
