package shop.tools.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.tools.stack.Components;
import shop.tools.stack.StackHome;

class ExitReasonTest {

    @TempDir
    private Path folder;

    private StackHome home;

    @BeforeEach
    void stack() throws IOException {
        home = new StackHome(folder, folder.resolve("home"));
        Files.createDirectories(home.logs());
    }

    @Test
    void theLogOfTheComponentTellsTheReason() throws IOException {
        Files.writeString(home.log("order"), "java.net.BindException: Address already in use\n");

        assertThat(ExitReason.of(home, "order", 1)).startsWith("it ended with exit code 1: its port is taken");
    }

    @Test
    void theLogOfTheSharedJvmTellsWhyAllServicesEnded() throws IOException {
        Files.writeString(
                home.log(Components.SERVICES), "Terminating due to java.lang.OutOfMemoryError: Java heap space\n");

        assertThat(ExitReason.of(home, "order", 3)).isEqualTo("it ended with exit code 3: it ran out of memory");
        assertThat(ExitReason.of(home, "order", 1))
                .as("a service that fails alone")
                .isEqualTo("it ended with exit code 1");
        assertThat(ExitReason.of(home, "kafka", 3)).isEqualTo("it ended with exit code 3");
    }

    @Test
    void aKilledProcessHadNoTimeToSayWhy() throws IOException {
        Files.writeString(home.log("order"), "java.lang.OutOfMemoryError, an hour ago\n");

        assertThat(ExitReason.of(home, "order", 137)).isEqualTo("it was killed by signal 9");
    }
}
