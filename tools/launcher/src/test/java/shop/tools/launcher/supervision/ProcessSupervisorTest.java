package shop.tools.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackState;
import shop.tools.stack.StackState.Component;
import shop.tools.stack.StackState.ComponentState;

/** With real processes: a sleep that is killed, a command that fails. */
class ProcessSupervisorTest {

    @TempDir
    private Path folder;

    @Test
    void partThatDiesIsStartedAgainAndCounted() throws InterruptedException {
        var state = liveState();
        var supervisor = new ProcessSupervisor(new Sleeper("exec sleep 600"), List.of(), state, home());
        supervisor.start();
        await().until(() -> state().state() == ComponentState.HEALTHY);
        long first = state().process().pid();

        ProcessHandle.of(first).orElseThrow().destroyForcibly();

        await().until(() -> state().state() == ComponentState.HEALTHY && state().restarts() == 1);
        assertThat(state().process().pid()).isNotEqualTo(first);
        assertThat(state().problem()).isEqualTo("it was killed by signal 9");
        long second = state().process().pid();
        supervisor.stop();
        assertThat(ProcessHandle.of(second).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(state().state()).isEqualTo(ComponentState.STOPPED);
        assertThat(state.failure()).isNull();
    }

    @Test
    void partThatNeverCameUpFailsTheStack() {
        var state = liveState();
        new ProcessSupervisor(
                        new Sleeper("exit 7") {
                            @Override
                            public boolean ready() {
                                return false;
                            }
                        },
                        List.of(),
                        state,
                        home())
                .start();
        await().until(() -> state.failure() != null);
        assertThat(state.failure()).contains("sleeper did not come up", "exit code 7");
        assertThat(state().state()).isEqualTo(ComponentState.FAILED);
    }

    @Test
    void slowStartThatGetsOnIsNoFailure() throws InterruptedException {
        Path log = home().log("sleeper");
        var state = liveState();
        var supervisor = new ProcessSupervisor(
                new Sleeper("mkdir -p '" + log.getParent() + "'; for i in 1 2 3 4 5 6 7 8; do echo loading >> '" + log
                        + "'; sleep 0.4; done; exec sleep 600") {
                    @Override
                    public Duration patience() {
                        return Duration.ofSeconds(1);
                    }

                    @Override
                    public boolean ready() {
                        return lines(log) == 8;
                    }
                },
                List.of(),
                state,
                home());
        supervisor.start();
        await().untilAsserted(() ->
                assertThat(state().state()).as("%s", state.failure()).isEqualTo(ComponentState.HEALTHY));
        assertThat(state().restarts()).isZero();
        supervisor.stop();
    }

    @Test
    void startThatStandsStillFailsTheStack() {
        var state = liveState();
        new ProcessSupervisor(
                        new Sleeper("exec sleep 600") {
                            @Override
                            public Duration patience() {
                                return Duration.ofMillis(300);
                            }

                            @Override
                            public boolean ready() {
                                return false;
                            }
                        },
                        List.of(),
                        state,
                        home())
                .start();
        await().until(() -> state.failure() != null);
        assertThat(state.failure()).contains("got no further");
    }

    private static long lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file).size() : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void partWaitsForWhatItNeeds() throws InterruptedException {
        var state = liveState();
        state.add("database", 1, "");
        var supervisor = new ProcessSupervisor(new Sleeper("exec sleep 600"), List.of("database"), state, home());
        supervisor.start();
        assertThat(state().state()).isEqualTo(ComponentState.WAITING);
        state.set("database", ComponentState.HEALTHY);
        await().until(() -> state().state() == ComponentState.HEALTHY);
        supervisor.stop();
    }

    @Test
    void preparationHappensOnce() throws InterruptedException {
        var state = liveState();
        var prepared = new AtomicInteger();
        var supervisor = new ProcessSupervisor(
                new Sleeper("exec sleep 600") {
                    @Override
                    public void prepare() {
                        prepared.incrementAndGet();
                    }
                },
                List.of(),
                state,
                home());
        supervisor.start();
        await().until(() -> state().state() == ComponentState.HEALTHY);
        ProcessHandle.of(state().process().pid()).orElseThrow().destroyForcibly();
        await().until(() -> state().restarts() == 1 && state().state() == ComponentState.HEALTHY);
        supervisor.stop();
        assertThat(prepared).hasValue(1);
    }

    @Test
    void restartThatWasAskedForIsNoCrash() throws InterruptedException {
        var supervisor = new ProcessSupervisor(new Sleeper("exec sleep 600"), List.of(), liveState(), home());
        supervisor.start();
        await().until(() -> state().state() == ComponentState.HEALTHY);
        long first = state().process().pid();

        supervisor.ask(Request.RESTART);

        await().until(() ->
                state().state() == ComponentState.HEALTHY && state().process().pid() != first);
        assertThat(state().restarts()).isZero();
        assertThat(ProcessHandle.of(first).filter(ProcessHandle::isAlive)).isEmpty();
        supervisor.stop();
    }

    @Test
    void stoppedOnRequestItStaysStoppedUntilARestart() throws InterruptedException {
        var supervisor = new ProcessSupervisor(new Sleeper("exec sleep 600"), List.of(), liveState(), home());
        supervisor.start();
        await().until(() -> state().state() == ComponentState.HEALTHY);

        supervisor.ask(Request.STOP);
        await().until(() -> state().state() == ComponentState.STOPPED);
        supervisor.ask(Request.RESTART);

        await().until(() -> state().state() == ComponentState.HEALTHY);
        supervisor.stop();
        assertThat(state().state()).isEqualTo(ComponentState.STOPPED);
    }

    /** PostgreSQL and Kafka take an interrupt for the wish to end at once, without writing down what they hold. */
    @Test
    void anotherRequestDoesNotCutAStopShort() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var asked = new CountDownLatch(1);
        var cutShort = new AtomicBoolean();
        var supervisor = new ProcessSupervisor(
                new Sleeper("exec sleep 600") {
                    @Override
                    public void stop(Process process) {
                        begun.countDown();
                        try {
                            asked.await();
                        } catch (InterruptedException e) {
                            cutShort.set(true);
                        }
                        process.destroyForcibly();
                    }
                },
                List.of(),
                liveState(),
                home());
        supervisor.start();
        await().until(() -> state().state() == ComponentState.HEALTHY);

        supervisor.ask(Request.STOP);
        begun.await();
        supervisor.ask(Request.RESTART);
        asked.countDown();

        await().until(() -> state().state() == ComponentState.HEALTHY);
        assertThat(cutShort).isFalse();
        supervisor.stop();
    }

    private LiveStackState liveState() {
        return new LiveStackState(home(), 8080);
    }

    private StackHome home() {
        return new StackHome(folder, folder.resolve("home of a stack"));
    }

    private Component state() {
        return StackState.read(home()).orElseThrow().component("sleeper").orElseThrow();
    }

    private static class Sleeper implements Part {

        private final String command;

        Sleeper(String command) {
            this.command = command;
        }

        @Override
        public String name() {
            return "sleeper";
        }

        @Override
        public int port() {
            return 1;
        }

        @Override
        public String url() {
            return "";
        }

        @Override
        public Process launch() {
            try {
                return new ProcessBuilder("sh", "-c", command).start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public boolean ready() {
            return true;
        }
    }
}
