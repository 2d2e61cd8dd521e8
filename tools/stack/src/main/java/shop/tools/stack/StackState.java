package shop.tools.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a stack, as its supervisor writes it to {@link StackHome#stateFile()} at every change.
 *
 * <p>The file is replaced as a whole, so a reader sees one moment and never half of one. It outlives its supervisor: after
 * a crash it is what names the processes left behind.
 *
 * @param edgePort from which every other port follows, see {@link StackPorts}
 * @param notes what the supervisor did on its own account, in sentences
 * @param failure why the stack did not come up or stops without being asked
 */
public record StackState(
        Phase phase,
        RunningProcess supervisor,
        int edgePort,
        Instant since,
        List<Component> components,
        List<String> notes,
        @Nullable String failure) {

    /** The life of a stack as a whole. */
    public enum Phase {
        /** Some component has not been healthy yet. */
        STARTING,
        /** Everything has been healthy; single components may be on their way back. */
        RUNNING,
        /** Asked to stop, or stopping because it could not start. */
        STOPPING,
        /** Nothing runs any more. */
        STOPPED
    }

    /** A process and when it began. Both are needed to recognise it: the system gives process numbers out again. */
    public record RunningProcess(long pid, Instant startedAt) {

        public static RunningProcess of(ProcessHandle handle) {
            return new RunningProcess(handle.pid(), handle.info().startInstant().orElse(Instant.EPOCH));
        }
    }

    /**
     * One part of the stack.
     *
     * @param since when it came into this state
     * @param starts how often it was started, for whatever reason
     * @param restarts how often it was started again because it died
     * @param problem the last thing that went wrong with it
     */
    public record Component(
            String component,
            ComponentState state,
            @Nullable RunningProcess process,
            int port,
            int starts,
            int restarts,
            Instant since,
            String url,
            Path log,
            @Nullable String problem) {}

    /** The state of one component. */
    public enum ComponentState {
        /** Not begun yet: it waits for another one. */
        WAITING,
        STARTING,
        HEALTHY,
        /** Its process runs but does not answer as it should. */
        UNREADY,
        /** It died and is started again after a pause. */
        RESTARTING,
        STOPPING,
        STOPPED,
        /** It did not come up. */
        FAILED
    }

    /** The last state written below this folder, if a stack ever ran there. */
    public static Optional<StackState> read(StackHome home) {
        try (var file = Files.newBufferedReader(home.stateFile())) {
            var properties = new Properties();
            properties.load(file);
            // What another version of this program wrote counts as if no stack had ever run.
            return StateProperties.read(properties);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("The state of the stack cannot be read: " + home.stateFile(), e);
        }
    }

    public Optional<Component> component(String name) {
        return components.stream().filter(c -> c.component().equals(name)).findFirst();
    }

    /** Whether the supervisor that wrote this is still there. */
    public boolean supervised() {
        return phase != Phase.STOPPED && alive(supervisor).isPresent();
    }

    /** The process itself, if that very one still runs. */
    public static Optional<ProcessHandle> alive(RunningProcess process) {
        return ProcessHandle.of(process.pid())
                .filter(ProcessHandle::isAlive)
                .filter(handle -> startedTogether(RunningProcess.of(handle).startedAt(), process.startedAt()));
    }

    /** The system counts starts from the boot, whose time it may correct by a little later on. */
    private static boolean startedTogether(Instant one, Instant other) {
        return Math.abs(one.toEpochMilli() - other.toEpochMilli()) < 2000;
    }
}
