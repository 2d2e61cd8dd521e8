package shop.tools.launcher;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shop.build.localservers.LogTail;
import shop.tools.launcher.supervision.Heap;
import shop.tools.launcher.supervision.JavaPrograms;
import shop.tools.launcher.supervision.ShopProgram;
import shop.tools.stack.Components;
import shop.tools.stack.RefusedException;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackPorts;
import shop.tools.stack.StackState;
import shop.tools.stack.StackState.Phase;
import sun.misc.Signal;

/**
 * Starts a stack and follows it.
 *
 * <p>The stack itself always lives in a process of its own, the supervisor; this one only watches and passes Ctrl-C on, so
 * a stack started with {@code --detach} and one that is watched are the same thing.
 */
@Command(
        name = "up",
        description = {
            "Starts the whole shop on http://localhost:8080: PostgreSQL and its replica, Kafka,",
            "the four services, the edge, and the operators' console.",
            "Data of earlier runs are kept. Ctrl-C stops everything in order; a second Ctrl-C forces it."
        },
        mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {

    private static final long LOOK_MILLIS = 100;

    @Option(names = "--detach", description = "Return when everything is healthy, and leave it running.")
    private boolean detach;

    @Option(names = "--fresh", description = "Delete the data of earlier runs first.")
    private boolean fresh;

    @Option(
            names = "--separate",
            description = "Run each service in a process of its own, as in production, instead of all in one JVM.")
    private boolean separate;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "${env:SHOP_PORT:-8080}",
            description = "The port of the front door; all others keep their distance from it. Default: "
                    + "$SHOP_PORT, else 8080.")
    private int port;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final StackHome home = StackHome.fromEnvironment();
    private final AtomicInteger interrupts = new AtomicInteger();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Optional<StackState> running = StackState.read(home).filter(StackState::supervised);
        if (running.isPresent() && fresh) {
            throw new RefusedException(
                    "The shop is running, and --fresh would delete the data under it." + " Stop it first: ./shop down");
        }
        if (running.isPresent()) {
            out.println("The shop is running already.");
            ProgressPrinter.table(out, running.get());
            return running.get().phase() == Phase.RUNNING ? 0 : 1;
        }
        StackPorts ports = ports();
        Process supervisor = launch(ports);
        for (String signal : List.of("INT", "TERM")) {
            Signal.handle(new Signal(signal), _ -> interrupted(supervisor));
        }
        out.println("Starting the shop.");
        return follow(supervisor, out);
    }

    private int follow(Process supervisor, PrintWriter out) throws InterruptedException {
        var progress = new ProgressPrinter(out);
        boolean announced = false;
        while (true) {
            boolean ended = supervisor.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            Optional<StackState> state =
                    StackState.read(home).filter(s -> s.supervisor().pid() == supervisor.pid());
            state.ifPresent(progress::show);
            if (state.isPresent() && state.get().phase() == Phase.RUNNING && !announced) {
                announced = true;
                announce(out, state.get());
                if (detach) {
                    return 0;
                }
            }
            if (ended) {
                return ended(supervisor, state.orElse(null), progress, out);
            }
        }
    }

    private void announce(PrintWriter out, StackState state) {
        out.println();
        out.println("The shop is running on http://localhost:" + state.edgePort());
        state.component(Components.CONSOLE)
                .ifPresent(console -> out.println("The operators' console is on " + console.url()
                        + "; this prints how to sign in: ./shop ops console"));
        ProgressPrinter.table(out, state);
        out.println();
        out.println(
                detach
                        ? "Place an order: ./shop order    Look: ./shop status    Stop: ./shop down"
                        : "Place an order: ./shop order    Look: ./shop status    Stop: Ctrl-C");
        out.flush();
    }

    private int ended(Process supervisor, @Nullable StackState state, ProgressPrinter progress, PrintWriter out) {
        if (state == null) {
            out.println("The supervisor ended at once. The end of " + home.log("supervisor") + ":");
            new LogTail(home.log(Components.SUPERVISOR)).last(20).forEach(line -> out.println("  | " + line));
            return 1;
        }
        if (state.failure() != null) {
            progress.showFailure(state);
            return 1;
        }
        if (state.phase() != Phase.STOPPED) {
            out.println("The supervisor was killed and left its processes behind. ./shop down stops them.");
            return 1;
        }
        out.println("The shop is stopped; its data are kept.");
        return supervisor.exitValue();
    }

    private void interrupted(Process supervisor) {
        int count = interrupts.incrementAndGet();
        spec.commandLine()
                .getOut()
                .println(count == 1 ? "Stopping everything in order. Press Ctrl-C again to force it." : "Forcing it.");
        spec.commandLine().getOut().flush();
        supervisor.toHandle().destroy();
    }

    private StackPorts ports() {
        try {
            return new StackPorts(port);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(String.valueOf(e.getMessage()));
        }
    }

    private Process launch(StackPorts ports) {
        var java = new JavaPrograms(home);
        var program = new ShopProgram(home, java::tools);
        List<String> verb = new ArrayList<>(List.of("supervise", "--port=" + ports.edge()));
        if (fresh) {
            verb.add("--fresh");
        }
        if (separate) {
            verb.add("--separate");
        }
        return program.start(
                Components.SUPERVISOR,
                setsid(),
                built -> java.options(Components.SUPERVISOR, new Heap(16, 128), built),
                verb);
    }

    /** A session of its own keeps the stack alive when the terminal that started it is closed. */
    private static List<String> setsid() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(java.io.File.pathSeparator))
                .map(folder -> Path.of(folder, "setsid"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .limit(1)
                .toList();
    }
}
