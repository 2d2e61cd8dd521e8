package shop.tools.launcher;

import java.io.PrintWriter;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shop.tools.stack.NotRunningException;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackState;
import shop.tools.stack.StackState.Component;
import shop.tools.stack.StackState.ComponentState;
import shop.tools.stack.StackState.Phase;
import tools.jackson.databind.json.JsonMapper;

/** Says what runs, where, since when, and how often it had to be started again. */
@Command(
        name = "status",
        description = {
            "Says what runs, where and since when.",
            "Exit code: 0 all healthy, 1 something is not, 3 nothing is running."
        },
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {

    private static final int UNHEALTHY = 1;
    private static final int NOT_RUNNING = 3;

    @Option(names = "--json", description = "For programs: one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        StackHome home = StackHome.fromEnvironment();
        Optional<StackState> state = StackState.read(home).filter(StackState::supervised);
        if (json) {
            out.println(new JsonMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(state.map(StatusCommand::asJson).orElse(Map.of("state", "stopped"))));
        } else if (state.isPresent()) {
            ProgressPrinter.table(out, state.get());
            state.get().components().stream()
                    .filter(c -> c.problem() != null)
                    .forEach(c -> out.println("  " + c.component() + ": last problem: " + c.problem()));
        } else {
            out.println(new NotRunningException(home).getMessage());
        }
        out.flush();
        return state.map(s -> healthy(s) ? 0 : UNHEALTHY).orElse(NOT_RUNNING);
    }

    private static boolean healthy(StackState state) {
        return state.phase() == Phase.RUNNING
                && state.components().stream().allMatch(c -> c.state() == ComponentState.HEALTHY);
    }

    private static Map<String, Object> asJson(StackState state) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("state", state.phase() == Phase.RUNNING && healthy(state) ? "healthy" : lower(state.phase()));
        all.put("url", URI.create("http://localhost:" + state.edgePort()));
        all.put("since", state.since());
        all.put("supervisor", state.supervisor().pid());
        List<Map<String, Object>> components = new ArrayList<>();
        state.components().forEach(component -> components.add(asJson(component)));
        all.put("components", components);
        return all;
    }

    private static Map<String, Object> asJson(Component component) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("component", component.component());
        one.put("state", lower(component.state()));
        var process = component.process();
        if (process != null) {
            one.put("pid", process.pid());
        }
        one.put("port", component.port());
        one.put("restarts", component.restarts());
        Instant since = component.since();
        one.put("since", since);
        one.put("url", component.url());
        one.put("log", component.log().toString());
        String problem = component.problem();
        if (problem != null) {
            one.put("problem", problem);
        }
        return one;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
