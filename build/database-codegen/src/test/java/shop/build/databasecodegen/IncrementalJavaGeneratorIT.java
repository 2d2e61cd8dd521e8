package shop.build.databasecodegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Property;
import org.jooq.meta.jaxb.Target;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One real generation, and what makes a second one necessary. */
class IncrementalJavaGeneratorIT {

    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    @TempDir
    private static Path module;

    private static final Map<Path, String> afterGeneration = new TreeMap<>();

    private static boolean asked;

    private boolean keys = true;

    @BeforeAll
    static void generate() throws Exception {
        Files.createDirectories(migration().getParent());
        Files.writeString(module.resolve("resources/application.yaml"), "spring: {}");
        Files.writeString(migration(), "create table notes (note_id uuid not null primary key)");
        GenerationTool.generate(configuration(true));
        assertThat(table()).exists();
        try (Stream<Path> files = Files.walk(module)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                afterGeneration.put(file, Files.readString(file));
            }
        }
    }

    @BeforeEach
    void restore() throws IOException {
        asked = false;
        for (var file : afterGeneration.entrySet()) {
            Files.writeString(file.getKey(), file.getValue());
            Files.setLastModifiedTime(file.getKey(), LONG_AGO);
        }
    }

    @Test
    void withoutAChangeNoServerStartsAndNoFileIsTouched() throws IOException {
        assertThat(generatesAgain()).isFalse();
        for (Path file : afterGeneration.keySet()) {
            assertThat(Files.getLastModifiedTime(file)).as(file.toString()).isEqualTo(LONG_AGO);
        }
    }

    @Test
    void changedMigrationIsGeneratedAgain() throws IOException {
        Files.writeString(migration(), "create table notes (note_id uuid not null primary key, number int)");

        assertThat(generatesAgain()).isTrue();
        assertThat(generatesAgain()).as("after a generation that failed").isTrue();
    }

    @Test
    void addedMigrationIsGenerated() throws IOException {
        Path added = migration().resolveSibling("V2__more.sql");
        Files.writeString(added, "create table more (id int)");

        assertThat(generatesAgain()).isTrue();
        Files.delete(added);
    }

    @Test
    void changedConfigurationIsGeneratedAgain() {
        keys = false;

        assertThat(generatesAgain()).isTrue();
    }

    @Test
    void lostCodeIsGeneratedAgain() throws IOException {
        Files.delete(table());

        assertThat(generatesAgain()).isTrue();
    }

    @Test
    void editedCodeIsGeneratedAgain() throws IOException {
        Files.writeString(table(), "// edited");

        assertThat(generatesAgain()).isTrue();
    }

    private static Path migration() {
        return module.resolve("resources/db/migration/V1__notes.sql");
    }

    private static Path table() {
        return module.resolve("target/shop/some/db/tables/Notes.java");
    }

    private boolean generatesAgain() {
        asked = false;
        try {
            GenerationTool.generate(configuration(keys));
        } catch (Exception e) {
            assertThat(asked).as(e.toString()).isTrue();
        }
        return asked;
    }

    private static Configuration configuration(boolean keys) {
        var database = new Database()
                .withName(WatchedDatabase.class.getName())
                .withInputSchema("public")
                .withExcludes("flyway_schema_history")
                .withProperties(new Property()
                        .withKey("resources")
                        .withValue(module.resolve("resources").toString()));
        var generator = new Generator()
                .withName(IncrementalJavaGenerator.class.getName())
                .withDatabase(database)
                .withGenerate(new Generate().withKeys(keys))
                .withTarget(new Target()
                        .withDirectory(module.resolve("target").toString())
                        .withPackageName("shop.some.db"));
        return new Configuration().withGenerator(generator);
    }

    /** Real once; after that it spares the tests the server and tells that one was asked for. */
    public static final class WatchedDatabase extends MigratedPostgresDatabase {

        @Override
        protected Connection migrated() {
            if (afterGeneration.isEmpty()) {
                return super.migrated();
            }
            asked = true;
            throw new IllegalStateException("away");
        }
    }
}
