package shop.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.tools.stack.StackState.Component;
import shop.tools.stack.StackState.ComponentState;
import shop.tools.stack.StackState.Phase;
import shop.tools.stack.StackState.RunningProcess;

class StackStateTest {

    @TempDir
    private Path folder;

    @Test
    void readsWhatASupervisorHasWritten() throws IOException {
        Files.createDirectories(home().folder());
        Files.writeString(home().stateFile(), """
                phase=RUNNING
                supervisor.pid=4711
                supervisor.startedAt=2026-11-22T08:59:59Z
                edgePort=8080
                since=2026-11-22T09:00:00Z
                note.0=a note
                component.0.component=kafka
                component.0.state=HEALTHY
                component.0.process.pid=4711
                component.0.process.startedAt=2026-11-22T08:59:59Z
                component.0.port=19092
                component.0.starts=3
                component.0.restarts=2
                component.0.since=2026-11-22T10:00:00Z
                component.0.url=127.0.0.1:19092
                component.0.log=%s
                component.0.problem=it ended with exit code 137
                """.formatted(folder.resolve("kafka.log")));

        var supervisor = new RunningProcess(4711, Instant.parse("2026-11-22T08:59:59Z"));
        assertThat(StackState.read(home())).contains(state(supervisor, Phase.RUNNING));
    }

    @Test
    void noFileMeansNoStack() {
        assertThat(StackState.read(home())).isEmpty();
    }

    @Test
    void fileOfAnotherVersionMeansNoStack() throws IOException {
        Files.createDirectories(home().folder());
        Files.writeString(home().stateFile(), "phase=DREAMING");
        assertThat(StackState.read(home())).isEmpty();
    }

    @Test
    void livingSupervisorSupervises() {
        assertThat(state(RunningProcess.of(ProcessHandle.current()), Phase.RUNNING)
                        .supervised())
                .isTrue();
    }

    @Test
    void numberGivenToAnotherProcessDoesNotCount() {
        var reused =
                new RunningProcess(ProcessHandle.current().pid(), Instant.now().minusSeconds(100_000));
        assertThat(state(reused, Phase.RUNNING).supervised()).isFalse();
    }

    @Test
    void deadSupervisorDoesNotCount() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        var process = RunningProcess.of(gone.toHandle());
        gone.waitFor();
        assertThat(state(process, Phase.RUNNING).supervised()).isFalse();
    }

    private StackHome home() {
        return new StackHome(folder, folder.resolve("state"));
    }

    private StackState state(RunningProcess supervisor, Phase phase) {
        var component = new Component(
                "kafka",
                ComponentState.HEALTHY,
                supervisor,
                19092,
                3,
                2,
                Instant.parse("2026-11-22T10:00:00Z"),
                "127.0.0.1:19092",
                folder.resolve("kafka.log"),
                "it ended with exit code 137");
        return new StackState(
                phase,
                supervisor,
                8080,
                Instant.parse("2026-11-22T09:00:00Z"),
                List.of(component),
                List.of("a note"),
                null);
    }
}
