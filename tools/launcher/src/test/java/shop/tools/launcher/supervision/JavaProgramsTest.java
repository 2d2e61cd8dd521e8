package shop.tools.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.tools.stack.StackHome;

class JavaProgramsTest {

    private static final String ARCHIVE = "-XX:SharedArchiveFile=";

    @TempDir
    private Path folder;

    private JavaPrograms programs;

    @BeforeEach
    void stack() {
        programs = new JavaPrograms(new StackHome(folder, folder.resolve("home")));
    }

    @Test
    void everyProgramBeginsSmallWithTheQuickCompiler() {
        assertThat(options("cart-1.jar")).contains("-Xms16m", "-Xmx64m", "-XX:TieredStopAtLevel=1");
    }

    @Test
    void archiveIsKeptForTheNextStartOfTheSameJars() throws IOException {
        Path archive = archive("cart-1.jar");
        Files.createFile(archive);

        assertThat(archive("cart-1.jar")).isEqualTo(archive).exists();
    }

    @Test
    void archiveOfOtherJarsIsNotUsedAndGoes() throws IOException {
        Path archive = archive("cart-1.jar");
        Files.createFile(archive);

        assertThat(archive("cart-2.jar")).isNotEqualTo(archive).doesNotExist();
        assertThat(archive).doesNotExist();
    }

    @Test
    void aStartCutShortLeavesNoArchive() throws IOException {
        Path archive = archive("cart-1.jar");
        Files.createFile(archive);

        programs.deleteArchivesSince(Instant.EPOCH);

        assertThat(archive).doesNotExist();
    }

    private Path archive(String jar) {
        return options(jar).stream()
                .filter(option -> option.startsWith(ARCHIVE))
                .map(option -> Path.of(option.substring(ARCHIVE.length())))
                .findFirst()
                .orElseThrow();
    }

    private List<String> options(String jar) {
        return programs.options("cart", new Heap(16, 64), jar);
    }
}
