package shop.tools.launcher.supervision;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackState;
import shop.tools.stack.StackState.Component;
import shop.tools.stack.StackState.ComponentState;
import shop.tools.stack.StackState.Phase;
import shop.tools.stack.StackState.RunningProcess;

/**
 * The state of the stack while it runs: the parts report to it, and wait for each other in it. Every change goes to the state
 * file and to the supervisor's log.
 *
 * <p>Safe for use by several threads. A disk that is full does not stop the stack: the file then lags behind, and the log
 * says so.
 */
final class LiveStackState {

    private final StackHome home;
    private final int edgePort;
    private final Instant since = Instant.now();
    private final RunningProcess supervisor = RunningProcess.of(ProcessHandle.current());
    private final Map<String, Component> components = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private Phase phase = Phase.STARTING;
    private @Nullable String failure;

    LiveStackState(StackHome home, int edgePort) {
        this.home = home;
        this.edgePort = edgePort;
    }

    synchronized void add(String name, int port, String url) {
        components.put(
                name,
                new Component(
                        name, ComponentState.WAITING, null, port, 0, 0, Instant.now(), url, home.log(name), null));
        write();
    }

    synchronized void note(String sentence) {
        notes.add(sentence);
        say(sentence);
        write();
    }

    synchronized void phase(Phase next) {
        phase = next;
        say("the stack is " + next.name().toLowerCase(java.util.Locale.ROOT));
        write();
        notifyAll();
    }

    /** The stack cannot go on; the first reason counts. */
    synchronized void fail(String reason) {
        if (failure == null) {
            failure = reason;
        }
        say("failure: " + reason);
        write();
        notifyAll();
    }

    synchronized @Nullable String failure() {
        return failure;
    }

    synchronized void set(String name, ComponentState state) {
        change(name, c -> with(c, state, c.process(), c.starts(), c.restarts(), c.problem()));
    }

    synchronized void running(String name, ProcessHandle process) {
        change(name, c -> with(c, c.state(), RunningProcess.of(process), c.starts() + 1, c.restarts(), c.problem()));
    }

    synchronized void gone(String name, ComponentState state, @Nullable String problem) {
        change(name, c -> with(c, state, null, c.starts(), c.restarts(), problem == null ? c.problem() : problem));
    }

    synchronized void restarting(String name, String problem) {
        change(name, c -> with(c, ComponentState.RESTARTING, null, c.starts(), c.restarts() + 1, problem));
    }

    /** Waits until the condition holds or the stack has failed. */
    synchronized void await(Predicate<LiveStackState> condition) throws InterruptedException {
        while (failure == null && !condition.test(this)) {
            wait();
        }
    }

    /** Lets those who wait look again, after something changed outside this object. */
    synchronized void wake() {
        notifyAll();
    }

    synchronized boolean healthy(String name) {
        Component component = components.get(name);
        return component != null && component.state() == ComponentState.HEALTHY;
    }

    synchronized List<Component> components() {
        return List.copyOf(components.values());
    }

    private void change(String name, UnaryOperator<Component> change) {
        Component before = Objects.requireNonNull(components.get(name));
        Component after = change.apply(before);
        components.put(name, after);
        if (before.state() != after.state()) {
            say(name + " is " + after.state().name().toLowerCase(java.util.Locale.ROOT)
                    + (after.process() == null ? "" : ", pid " + after.process().pid())
                    + (after.state() == ComponentState.RESTARTING ? ": " + after.problem() : ""));
        }
        write();
        notifyAll();
    }

    private static Component with(
            Component c,
            ComponentState state,
            @Nullable RunningProcess process,
            int starts,
            int restarts,
            @Nullable String problem) {
        Instant since = c.state() == state ? c.since() : Instant.now();
        return new Component(
                c.component(), state, process, c.port(), starts, restarts, since, c.url(), c.log(), problem);
    }

    private void write() {
        try {
            StateFile.write(
                    home,
                    new StackState(
                            phase,
                            supervisor,
                            edgePort,
                            since,
                            List.copyOf(components.values()),
                            List.copyOf(notes),
                            failure));
        } catch (UncheckedIOException e) {
            say("the state file could not be written: " + e.getCause());
        }
    }

    /** Writes to the supervisor's log. */
    @SuppressWarnings("SystemOut")
    static void say(String sentence) {
        System.out.println(Instant.now() + " " + sentence);
    }
}
