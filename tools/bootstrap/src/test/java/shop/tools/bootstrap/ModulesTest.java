package shop.tools.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModulesTest {

    private static final FileTime BEFORE = FileTime.fromMillis(1_000_000);
    private static final FileTime BUILT = FileTime.fromMillis(2_000_000);
    private static final FileTime AFTER = FileTime.fromMillis(3_000_000);

    @TempDir
    private Path project;

    private Modules modules;

    @BeforeEach
    void aLibraryAndTwoServices() throws IOException {
        write("pom.xml", "<module>lib/paper</module><module>letters</module><module>stamps</module>");
        write("lib/paper/pom.xml", "");
        write("letters/pom.xml", """
                <dependency>
                    <groupId>shop</groupId>
                    <artifactId>paper</artifactId>
                </dependency>
                """);
        write("stamps/pom.xml", """
                <dependency>
                    <groupId>shop</groupId>
                    <artifactId>paper</artifactId>
                    <scope>test</scope>
                </dependency>
                """);
        for (String module : List.of("lib/paper", "letters", "stamps")) {
            write(module + "/src/main/java/A.java", "");
        }
        modules = new Modules(project);
        dateEverything(BEFORE);
        modules.built(modules.all(), BUILT);
    }

    @Test
    void nothingIsStaleAfterABuild() {
        assertThat(modules.stale(modules.all())).isEmpty();
    }

    @Test
    void whatWasNeverBuiltIsStale() throws IOException {
        Files.delete(project.resolve("letters/target/built-by-shop"));
        assertThat(modules.stale(modules.all())).containsExactly("letters");
    }

    @Test
    void aYoungerSourceMakesItsModuleStaleAndNoOther() throws IOException {
        date("letters/src/main/java/A.java", AFTER);
        assertThat(modules.stale(modules.all())).containsExactly("letters");
    }

    @Test
    void whoNeedsAStaleModuleIsStaleToo() throws IOException {
        date("lib/paper/src/main/java/A.java", AFTER);
        assertThat(modules.stale(modules.all())).containsExactly("lib/paper", "letters");
    }

    @Test
    void aDeletedSourceIsNoticed() throws IOException {
        Files.delete(project.resolve("letters/src/main/java/A.java"));
        assertThat(modules.stale(modules.all())).containsExactly("letters");
    }

    @Test
    void theRootPomMakesEverythingStale() throws IOException {
        date("pom.xml", AFTER);
        assertThat(modules.stale(modules.all())).containsExactly("lib/paper", "letters", "stamps");
    }

    @Test
    void onlyWhatIsAskedForIsLookedAt() throws IOException {
        dateEverything(AFTER);
        modules.built(modules.all(), BUILT);
        assertThat(modules.stale(List.of("stamps"))).containsExactly("stamps");
        assertThat(modules.stale(List.of("letters"))).containsExactly("lib/paper", "letters");
    }

    @Test
    void classesCompiledWithoutChecksKeepTheirMarkUntilTheyAreCompiledAgain() throws IOException {
        Path classes = Files.createDirectories(project.resolve("classes"));
        Files.writeString(classes.resolve("A.class"), "");
        assertThat(UncheckedClasses.in(classes)).isFalse();

        UncheckedClasses.mark(classes);
        assertThat(UncheckedClasses.in(classes)).isTrue();

        UncheckedClasses.unmark(classes, BUILT);
        assertThat(UncheckedClasses.in(classes)).isFalse();
        assertThat(Files.getLastModifiedTime(classes.resolve("A.class"))).isEqualTo(BUILT);
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(project.resolve(file).getParent());
        Files.writeString(project.resolve(file), text);
    }

    private void date(String file, FileTime date) throws IOException {
        Files.setLastModifiedTime(project.resolve(file), date);
    }

    private void dateEverything(FileTime date) throws IOException {
        try (var files = Files.walk(project)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, date);
            }
        }
    }
}
