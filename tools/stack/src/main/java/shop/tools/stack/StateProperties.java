package shop.tools.stack;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import shop.tools.stack.StackState.Component;
import shop.tools.stack.StackState.ComponentState;
import shop.tools.stack.StackState.Phase;
import shop.tools.stack.StackState.RunningProcess;

/**
 * The state of a stack as properties, both ways. Not as JSON: a verb that only looks at a stack takes half the time without a
 * library for JSON.
 */
public final class StateProperties {

    private final Properties properties;
    private final String prefix;

    private StateProperties(Properties properties, String prefix) {
        this.properties = properties;
        this.prefix = prefix;
    }

    public static Properties of(StackState state) {
        var root = new StateProperties(new Properties(), "");
        root.put("phase", state.phase());
        root.in("supervisor").put(state.supervisor());
        root.put("edgePort", state.edgePort());
        root.put("since", state.since());
        IntStream.range(0, state.components().size())
                .forEach(i -> root.in("component." + i).put(state.components().get(i)));
        IntStream.range(0, state.notes().size())
                .forEach(i -> root.put("note." + i, state.notes().get(i)));
        root.put("failure", state.failure());
        return root.properties;
    }

    /** @return empty if another version of this program wrote them */
    static Optional<StackState> read(Properties properties) {
        try {
            return Optional.of(new StateProperties(properties, "").state());
        } catch (NoSuchElementException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private StackState state() {
        List<Component> components = new ArrayList<>();
        while (in("component." + components.size()).find("component").isPresent()) {
            components.add(in("component." + components.size()).component());
        }
        List<String> notes = new ArrayList<>();
        while (find("note." + notes.size()).isPresent()) {
            notes.add(get("note." + notes.size()));
        }
        return new StackState(
                Phase.valueOf(get("phase")),
                in("supervisor").process(),
                Integer.parseInt(get("edgePort")),
                Instant.parse(get("since")),
                components,
                notes,
                find("failure").orElse(null));
    }

    private void put(Component component) {
        put("component", component.component());
        put("state", component.state());
        RunningProcess process = component.process();
        if (process != null) {
            in("process").put(process);
        }
        put("port", component.port());
        put("starts", component.starts());
        put("restarts", component.restarts());
        put("since", component.since());
        put("url", component.url());
        put("log", component.log());
        put("problem", component.problem());
    }

    private Component component() {
        return new Component(
                get("component"),
                ComponentState.valueOf(get("state")),
                in("process").find("pid").isPresent() ? in("process").process() : null,
                Integer.parseInt(get("port")),
                Integer.parseInt(get("starts")),
                Integer.parseInt(get("restarts")),
                Instant.parse(get("since")),
                get("url"),
                Path.of(get("log")),
                find("problem").orElse(null));
    }

    private void put(RunningProcess process) {
        put("pid", process.pid());
        put("startedAt", process.startedAt());
    }

    private RunningProcess process() {
        return new RunningProcess(Long.parseLong(get("pid")), Instant.parse(get("startedAt")));
    }

    /** The properties whose names begin with this name too. */
    private StateProperties in(String name) {
        return new StateProperties(properties, prefix + name + ".");
    }

    /** What is absent has no property. */
    private void put(String name, @Nullable Object value) {
        if (value != null) {
            properties.setProperty(prefix + name, value.toString());
        }
    }

    private Optional<String> find(String name) {
        return Optional.ofNullable(properties.getProperty(prefix + name));
    }

    private String get(String name) {
        return find(name).orElseThrow();
    }
}
