package shop.tools.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.tools.stack.StackHome;

class JavaProgramsTest {

    private static final String QUICK_COMPILER_ONLY = "-XX:TieredStopAtLevel=1";

    @TempDir
    private Path folder;

    private JavaPrograms shop;
    private JavaPrograms training;

    @BeforeEach
    void twoStacks() {
        shop = new JavaPrograms(new StackHome(folder, folder.resolve("home")));
        training = new JavaPrograms(
                new StackHome(folder, folder.resolve("training"), Optional.of(folder.resolve("home"))));
    }

    @Test
    void withoutATrainingOnlyTheQuickCompilerRuns() {
        assertThat(options(shop, "cart-1.jar"))
                .contains(QUICK_COMPILER_ONLY)
                .noneMatch(option -> option.startsWith("-XX:AOT"));
    }

    @Test
    void whatATrainingWritesIsWhatTheNextStartReads() throws IOException {
        Path cache = learn("cart-1.jar");

        assertThat(options(shop, "cart-1.jar"))
                .contains("-XX:AOTCache=" + cache)
                .doesNotContain(QUICK_COMPILER_ONLY);
    }

    @Test
    void cacheOfAnotherJarIsNotUsed() throws IOException {
        learn("cart-1.jar");

        assertThat(options(shop, "cart-2.jar")).contains(QUICK_COMPILER_ONLY);
    }

    @Test
    void onlyServicesAreTrained() {
        assertThat(training.options("kafka", new Heap(16, 64), "kafka.jar")).contains(QUICK_COMPILER_ONLY);
        assertThat(training.options("supervisor", new Heap(16, 64), "stack.jar")).contains(QUICK_COMPILER_ONLY);
    }

    @Test
    void aTrainingCutShortLeavesNothing() throws IOException {
        Path cache = learn("cart-1.jar");

        training.deleteStartupCachesSince(Instant.EPOCH);

        assertThat(cache).doesNotExist();
    }

    private Path learn(String jar) throws IOException {
        String written = options(training, jar).stream()
                .filter(option -> option.startsWith("-XX:AOTCacheOutput="))
                .findFirst()
                .orElseThrow();
        return Files.createFile(Path.of(written.substring(written.indexOf('=') + 1)));
    }

    private static List<String> options(JavaPrograms programs, String jar) {
        return programs.options("cart", new Heap(16, 64), jar);
    }
}
