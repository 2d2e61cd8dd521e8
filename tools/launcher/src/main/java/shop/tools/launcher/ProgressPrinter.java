package shop.tools.launcher;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import shop.build.localservers.LogTail;
import shop.tools.stack.StackState;
import shop.tools.stack.StackState.Component;
import shop.tools.stack.StackState.ComponentState;
import shop.tools.stack.StackState.Phase;

/** Tells a person what changed in a stack since it was last looked at, a line per change. */
final class ProgressPrinter {

    private static final int LAST_LINES = 20;

    private final PrintWriter out;
    private final Map<String, ComponentState> shown = new HashMap<>();
    private final Map<String, Integer> restarts = new HashMap<>();
    private final Set<String> healthyOnce = new HashSet<>();
    private int notes;

    ProgressPrinter(PrintWriter out) {
        this.out = out;
    }

    void show(StackState state) {
        for (; notes < state.notes().size(); notes++) {
            out.println("  " + state.notes().get(notes));
        }
        state.components().forEach(component -> show(state, component));
        out.flush();
    }

    /** Only what has stopped, for somebody who watches the end. */
    void showStopped(StackState state) {
        for (Component component : state.components()) {
            ComponentState before = shown.put(component.component(), component.state());
            if (component.state() == ComponentState.STOPPED && before != ComponentState.STOPPED) {
                line(component.component(), "stopped");
            }
        }
        out.flush();
    }

    /** Why the stack is not up, with the end of the log of each component that failed. */
    void showFailure(StackState state) {
        out.println();
        out.println(state.failure());
        for (Component component : state.components()) {
            if (component.state() == ComponentState.FAILED || component.problem() != null) {
                out.println();
                out.println("The end of " + component.log() + ":");
                new LogTail(component.log()).last(LAST_LINES).forEach(line -> out.println("  | " + line));
            }
        }
        out.flush();
    }

    private void show(StackState state, Component component) {
        String name = component.component();
        ComponentState before = shown.put(name, component.state());
        int restarted = component.restarts() - restarts.getOrDefault(name, 0);
        restarts.put(name, component.restarts());
        if (restarted > 0) {
            line(name, "died and is started again: " + component.problem());
        }
        if (before == component.state()) {
            return;
        }
        switch (component.state()) {
            case HEALTHY ->
                line(
                        name,
                        !healthyOnce.add(name)
                                ? "healthy again"
                                : String.format(
                                        Locale.ROOT,
                                        "healthy after %4.1f s",
                                        Duration.between(state.since(), component.since())
                                                        .toMillis()
                                                / 1000.0));
            case UNREADY -> line(name, "runs but is not ready");
            case FAILED -> line(name, "did not come up");
            case STOPPED -> {
                if (before != null && before != ComponentState.WAITING && state.phase() != Phase.STARTING) {
                    line(name, "stopped");
                }
            }
            case STOPPING -> {
                if (state.phase() == Phase.RUNNING) {
                    line(name, "stops, as was asked");
                }
            }
            case WAITING, STARTING, RESTARTING -> {}
        }
    }

    private void line(String name, String what) {
        out.printf("  %-10s %s%n", name, what);
    }

    /** What runs where, for the end of a start and for {@code status}. */
    static void table(PrintWriter out, StackState state) {
        out.printf("  %-10s %-10s %-9s %-8s %-7s %-32s %s%n", "", "state", "for", "restarts", "pid", "address", "log");
        for (Component component : state.components()) {
            var process = component.process();
            out.printf(
                    "  %-10s %-10s %-9s %-8d %-7s %-32s %s%n",
                    component.component(),
                    component.state().name().toLowerCase(Locale.ROOT),
                    age(component.since()),
                    component.restarts(),
                    process == null ? "-" : String.valueOf(process.pid()),
                    component.url(),
                    component.log());
        }
        out.flush();
    }

    private static String age(Instant since) {
        long seconds = Math.max(0, Duration.between(since, Instant.now()).toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }
}
