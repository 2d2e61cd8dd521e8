package shop.tools.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UncheckedClassesTest {

    private static final FileTime BUILT = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    private Path classes;

    private Path file;

    @BeforeEach
    void aClass() throws IOException {
        file = Files.createFile(Files.createDirectories(classes.resolve("shop")).resolve("A.class"));
    }

    @Test
    void markedClassesAreOlderThanAnySource() throws IOException {
        UncheckedClasses.mark(classes);
        assertThat(UncheckedClasses.in(classes)).isTrue();
        assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void forABuildWithoutChecksTheyAreAsOldAsTheirModule() throws IOException {
        UncheckedClasses.mark(classes);
        UncheckedClasses.unmark(classes, BUILT);
        assertThat(UncheckedClasses.in(classes)).isFalse();
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(BUILT);
    }

    @Test
    void classesThatWereCheckedSinceKeepTheirDate() throws IOException {
        FileTime before = Files.getLastModifiedTime(file);
        UncheckedClasses.unmark(classes, BUILT);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(before);
    }

    @Test
    void aModuleThatWasNeverCompiledHasNone() {
        UncheckedClasses.mark(classes.resolve("missing"));
        assertThat(UncheckedClasses.in(classes.resolve("missing"))).isFalse();
    }
}
