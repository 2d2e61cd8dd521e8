package shop.tools.launcher;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shop.tools.launcher.supervision.OrphanedProcesses;
import shop.tools.launcher.supervision.SupervisorLock;
import shop.tools.stack.RefusedException;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackState;
import sun.misc.Signal;

/** Stops a stack: the edge, the services, Kafka, the replica, PostgreSQL; and whatever a crashed run left behind. */
@Command(
        name = "down",
        description = {"Stops the shop in order and keeps its data.", "Ctrl-C while it stops forces it."},
        mixinStandardHelpOptions = true)
public final class DownCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long LOOK_MILLIS = 50;

    @Option(names = "--force", description = "Kill what does not stop at once.")
    private boolean force;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        StackHome home = StackHome.fromEnvironment();
        Optional<StackState> running = StackState.read(home).filter(StackState::supervised);
        if (running.isPresent()) {
            stop(home, running.get(), out);
        }
        boolean cleared = stopOrphans(home, out);
        out.println(
                running.isPresent() || cleared
                        ? "The shop is stopped; its data are kept."
                        : "No shop is running in " + home.folder() + ".");
        return 0;
    }

    private void stop(StackHome home, StackState state, PrintWriter out) throws InterruptedException {
        ProcessHandle supervisor = StackState.alive(state.supervisor()).orElse(null);
        if (supervisor == null) {
            return;
        }
        supervisor.destroy();
        if (force) {
            supervisor.destroy();
        }
        Signal.handle(new Signal("INT"), _ -> supervisor.destroy());
        var progress = new ProgressPrinter(out);
        Instant limit = Instant.now().plus(LIMIT);
        while (supervisor.isAlive()) {
            StackState.read(home).ifPresent(now -> showStopping(progress, now));
            if (Instant.now().isAfter(limit)) {
                out.println("It takes too long; forcing it.");
                supervisor.destroy();
                limit = Instant.now().plus(LIMIT);
            }
            // Another process writes what is to be shown; a file has nothing to wait for.
            Thread.sleep(LOOK_MILLIS);
        }
        StackState.read(home).ifPresent(now -> showStopping(progress, now));
    }

    private static void showStopping(ProgressPrinter progress, StackState now) {
        if (now.phase() == StackState.Phase.STOPPING || now.phase() == StackState.Phase.STOPPED) {
            progress.showStopped(now);
        }
    }

    /** @return whether there were any */
    private static boolean stopOrphans(StackHome home, PrintWriter out) {
        var lock = SupervisorLock.tryAcquire(home);
        if (lock.isEmpty()) {
            throw new RefusedException("Another ./shop up has just begun; nothing was stopped.");
        }
        try (SupervisorLock _ = lock.get()) {
            List<OrphanedProcesses.Orphan> orphans = OrphanedProcesses.find(home);
            for (var orphan : orphans) {
                out.printf(
                        "  %-10s left behind by an earlier run (process %d), stopping it%n",
                        orphan.component(), orphan.process().pid());
                out.flush();
            }
            OrphanedProcesses.stop(orphans);
            return !orphans.isEmpty();
        }
    }
}
