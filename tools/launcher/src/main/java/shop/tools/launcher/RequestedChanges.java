package shop.tools.launcher;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import shop.build.localservers.LogTail;
import shop.tools.launcher.supervision.Request;
import shop.tools.stack.RefusedException;
import shop.tools.stack.RunningStack;
import shop.tools.stack.StackState;
import shop.tools.stack.StackState.Component;
import shop.tools.stack.StackState.ComponentState;

/** Asks the supervisor for a change of some components and tells a person how it goes, from the state file. */
final class RequestedChanges {

    private static final long LOOK_MILLIS = 50;
    private static final int LAST_LINES = 20;

    private final RunningStack stack;
    private final Request request;
    private final List<Component> before = new ArrayList<>();
    private final Map<String, Integer> restarts = new HashMap<>();
    private final PrintWriter out;

    /** @throws RefusedException if the stack has no component of such a name */
    RequestedChanges(RunningStack stack, Request request, List<String> names, PrintWriter out) {
        this.stack = stack;
        this.request = request;
        this.out = out;
        StackState state = stack.state();
        for (String name : new LinkedHashSet<>(names)) {
            before.add(state.component(name).orElseThrow(() -> unknown(name, state)));
        }
    }

    private static RefusedException unknown(String name, StackState state) {
        return new RefusedException("There is no component " + name + ". There are: "
                + state.components().stream().map(Component::component).collect(Collectors.joining(", ")) + ".");
    }

    /** @return whether every component came to be as was asked */
    boolean follow() throws InterruptedException {
        Instant asked = Instant.now();
        before.forEach(component -> request.put(stack.home(), component.component()));
        Map<String, Boolean> done = new HashMap<>();
        while (done.size() < before.size()) {
            StackState state = stack.state();
            if (!state.supervised()) {
                out.println("The shop is no longer running. The reason is at the end of "
                        + stack.home().log("supervisor"));
                return false;
            }
            for (Component old : before) {
                Component now = state.component(old.component()).orElse(old);
                if (!restarts.containsKey(old.component())) {
                    if (Request.taken(stack.home(), old.component())) {
                        restarts.put(old.component(), now.restarts());
                    }
                    continue;
                }
                if (!done.containsKey(old.component()) && isDecided(old, now)) {
                    done.put(old.component(), tell(old, now, asked));
                }
            }
            // Another process writes what is to be shown; a file has nothing to wait for.
            Thread.sleep(LOOK_MILLIS);
        }
        return !done.containsValue(false);
    }

    private boolean isDecided(Component old, Component now) {
        return failed(now)
                || switch (request) {
                    case RESTART -> now.state() == ComponentState.HEALTHY && now.starts() > old.starts();
                    case STOP -> now.state() == ComponentState.STOPPED;
                };
    }

    /** It has died once more since the supervisor began with it, or the whole stack with it. */
    private boolean failed(Component now) {
        return now.restarts() > restarts.getOrDefault(now.component(), Integer.MAX_VALUE)
                || now.state() == ComponentState.FAILED;
    }

    private boolean tell(Component old, Component now, Instant asked) {
        String name = now.component();
        boolean good = !failed(now);
        if (!good) {
            out.printf("  %-10s did not come up: %s%n", name, now.problem());
            out.println("The end of " + now.log() + ":");
            new LogTail(now.log()).last(LAST_LINES).forEach(line -> out.println("  | " + line));
            out.println(
                    "It is tried again and again, and the rest of the shop goes on. When it is corrected: ./shop restart "
                            + name);
        } else if (request == Request.STOP) {
            out.printf("  %-10s stopped. To start it again: ./shop restart %s%n", name, name);
        } else {
            double seconds = Duration.between(asked, Instant.now()).toMillis() / 1000.0;
            out.printf(Locale.ROOT, "  %-10s healthy after %.1f s%n", name, seconds);
        }
        out.flush();
        return good;
    }
}
