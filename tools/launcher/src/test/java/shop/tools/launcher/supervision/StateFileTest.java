package shop.tools.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackState;
import shop.tools.stack.StackState.Component;
import shop.tools.stack.StackState.ComponentState;
import shop.tools.stack.StackState.Phase;
import shop.tools.stack.StackState.RunningProcess;

class StateFileTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadAgain() {
        StateFile.write(home(), state());

        assertThat(StackState.read(home())).contains(state());
    }

    @Test
    void onlyItsOwnerMayReadIt() throws IOException {
        StateFile.write(home(), state());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home().stateFile())))
                .isEqualTo("rw-------");
    }

    private StackHome home() {
        return new StackHome(folder, folder.resolve("home"));
    }

    private StackState state() {
        var process = new RunningProcess(4711, Instant.parse("2026-11-22T08:59:59Z"));
        var component = new Component(
                "kafka",
                ComponentState.HEALTHY,
                process,
                19092,
                3,
                2,
                Instant.parse("2026-11-22T10:00:00Z"),
                "127.0.0.1:19092",
                folder.resolve("kafka.log"),
                "it ended with exit code 137");
        return new StackState(
                Phase.RUNNING,
                process,
                8080,
                Instant.parse("2026-11-22T09:00:00Z"),
                List.of(component),
                List.of("a note"),
                null);
    }
}
