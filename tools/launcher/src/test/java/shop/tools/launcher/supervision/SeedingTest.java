package shop.tools.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.tools.stack.Service;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackPorts;

/** With real processes, of programs that seed nothing. */
class SeedingTest {

    @TempDir
    private Path folder;

    private StackHome home;

    @BeforeEach
    void makeHome() throws IOException {
        home = new StackHome(folder, folder.resolve("home"));
        Files.createDirectories(home.data());
    }

    @Test
    void isDoneOnceItHasRun() throws InterruptedException {
        var seeding = seedingBy(Successful.class);
        assertThat(seeding.done()).isFalse();

        seeding.run();

        assertThat(seedingBy(Failing.class).done()).isTrue();
        assertThat(home.log("seed"))
                .content()
                .contains("[seed, --inventory=http://127.0.0.1:" + new StackPorts(8080).api(Service.INVENTORY) + "]");
    }

    @Test
    void failureIsToldInTheWordsOfTheProgram() {
        var seeding = seedingBy(Failing.class);

        assertThatThrownBy(seeding::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("exit code 1", "seed.log", "Inventory refused a product.");
        assertThat(seeding.done()).isFalse();
    }

    @Test
    void cancellingEndsTheProcess() {
        var seeding = seedingBy(Endless.class);
        var run = CompletableFuture.runAsync(
                () -> assertThatThrownBy(seeding::run).isInstanceOf(IllegalStateException.class));
        await().until(() -> Files.exists(home.log("seed")) && Files.size(home.log("seed")) > 0);

        seeding.cancel();

        assertThat(run).succeedsWithin(Duration.ofSeconds(10));
        assertThat(seeding.done()).isFalse();
    }

    private Seeding seedingBy(Class<?> mainClass) {
        return new Seeding(
                home,
                new StackPorts(8080),
                new ShopProgram(home, () -> new Program(arguments(), mainClass.getName(), List.of())));
    }

    private Path arguments() {
        try {
            return Files.writeString(
                    home.folder().resolve("arguments"), "-cp \"" + System.getProperty("java.class.path") + "\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static final class Successful {

        public static void main(String[] arguments) {
            System.out.println(List.of(arguments));
        }
    }

    static final class Failing {

        public static void main(String[] arguments) {
            System.out.println("Inventory refused a product.");
            System.exit(1);
        }
    }

    static final class Endless {

        public static void main(String[] arguments) throws InterruptedException {
            System.out.println("Seeding.");
            Thread.sleep(Duration.ofMinutes(5));
        }
    }
}
