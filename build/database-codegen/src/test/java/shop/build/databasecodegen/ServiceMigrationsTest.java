package shop.build.databasecodegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceMigrationsTest {

    @TempDir
    private Path service;

    @TempDir
    private Path library;

    @BeforeEach
    void folders() throws IOException {
        Files.createDirectories(service.resolve("db/migration"));
        Files.createDirectories(library.resolve("db/outbox"));
    }

    @Test
    void locationsAreThoseOfTheApplication() throws IOException {
        settings("spring: { flyway: { locations: 'classpath:db/outbox, classpath:db/migration' } }");

        assertThat(migrations().folders())
                .containsExactly(library.resolve("db/outbox"), service.resolve("db/migration"));
    }

    @Test
    void locationsMayBeAList() throws IOException {
        settings("spring: { flyway: { locations: ['classpath:db/outbox'] } }");

        assertThat(migrations().folders()).containsExactly(library.resolve("db/outbox"));
    }

    @Test
    void withoutLocationsItIsFlywaysDefault() throws IOException {
        settings("spring: { application: { name: some-service } }");

        assertThat(migrations().folders()).containsExactly(service.resolve("db/migration"));
    }

    @Test
    void unknownLocationIsRefused() throws IOException {
        settings("spring: { flyway: { locations: 'classpath:db/elsewhere' } }");

        assertThatThrownBy(this::migrations).hasMessageContaining("classpath:db/elsewhere");
    }

    private void settings(String yaml) throws IOException {
        Files.writeString(service.resolve("application.yaml"), yaml);
    }

    private ServiceMigrations migrations() throws IOException {
        return ServiceMigrations.of(List.of(service, library));
    }
}
