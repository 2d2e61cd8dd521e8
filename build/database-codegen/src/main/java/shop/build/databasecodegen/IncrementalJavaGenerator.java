package shop.build.databasecodegen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jooq.Constants;
import org.jooq.codegen.JavaGenerator;
import org.jooq.meta.Database;
import org.jooq.tools.JooqLogger;

/**
 * jOOQ's generator, which does nothing if it would generate again what lies there: no server is started, no file is
 * touched.
 *
 * <p>What counts are the migrations, the generator's configuration, jOOQ's version, this module's own classes and the
 * generated files themselves, by content. What they were is kept beside the generated code, so {@code mvn clean} forgets
 * it.
 */
public class IncrementalJavaGenerator extends JavaGenerator {

    private static final JooqLogger log = JooqLogger.getLogger(IncrementalJavaGenerator.class);

    @Override
    public void generate(Database database) {
        try {
            Path target = Path.of(getTargetDirectory());
            Path last = target.resolve("fingerprint");
            String origin = origin(((MigratedPostgresDatabase) database).migrations());
            if (Files.exists(last) && Files.readString(last).equals(fingerprint(origin, target))) {
                log.info("No migration has changed", "the generated code stays");
                return;
            }
            Files.deleteIfExists(last);
            super.generate(database);
            Files.writeString(last, fingerprint(origin, target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String fingerprint(String origin, Path target) throws IOException {
        return new Fingerprint().add(origin).addFiles(target, ".java").text();
    }

    private String origin(ServiceMigrations migrations) throws IOException {
        var origin = new Fingerprint().add(configurationHash()).add(Constants.FULL_VERSION);
        for (Path folder : migrations.folders()) {
            origin.addFiles(folder, ".sql");
        }
        addThisModule(origin);
        return origin.text();
    }

    /** Its jar in a build up to {@code package}, a folder in a shorter one. */
    private static void addThisModule(Fingerprint origin) throws IOException {
        Path module = whereThisModuleIs();
        if (Files.isDirectory(module)) {
            origin.addFiles(module, ".class");
        } else {
            try (var jar = FileSystems.newFileSystem(module)) {
                origin.addFiles(jar.getPath("/"), ".class");
            }
        }
    }

    private static Path whereThisModuleIs() {
        try {
            return Path.of(IncrementalJavaGenerator.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
