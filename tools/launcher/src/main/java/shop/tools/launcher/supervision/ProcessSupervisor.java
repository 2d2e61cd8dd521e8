package shop.tools.launcher.supervision;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackState.ComponentState;

/**
 * Starts one part, watches it and starts it again when it dies, until told to stop.
 *
 * <p>A part that has never been healthy and fails its allowed starts fails the whole stack; one that has been healthy is
 * started again without a limit, with {@link RestartBackOff} between. It waits for the parts it needs before every start, so that a
 * database that is away for a minute does not wear out the services.
 *
 * <p>A part may also be asked to start again, or to stop for now ({@link #ask}). That is no crash: nothing is counted, and there is
 * no pause.
 */
final class ProcessSupervisor {

    private static final Duration PROBE = Duration.ofMillis(200);
    /** Times a part's patience: a process that works and works and never answers is given up too. */
    private static final int LONGEST_START = 5;

    private static final Duration HEALTH_CHECK = Duration.ofSeconds(5);

    private final Part part;
    private final List<String> needs;
    private final LiveStackState state;
    private final StackHome home;
    private final Thread thread;
    private final Object asking = new Object();
    private RestartBackOff backOff = new RestartBackOff();
    private boolean prepared;
    private int failures;
    private volatile boolean stopping;
    private volatile @Nullable Process process;
    private volatile @Nullable Request asked;

    ProcessSupervisor(Part part, List<String> needs, LiveStackState state, StackHome home) {
        this.part = part;
        this.needs = needs;
        this.state = state;
        this.home = home;
        this.thread =
                Thread.ofPlatform().name("supervisor-" + part.name()).daemon().unstarted(this::run);
        state.add(part.name(), part.port(), part.url());
    }

    void start() {
        thread.start();
    }

    /** Stops the process and does not start it again; returns when it is gone. */
    void stop() throws InterruptedException {
        stopping = true;
        thread.interrupt();
        thread.join();
        stopProcess();
        state.gone(part.name(), ComponentState.STOPPED, null);
    }

    /** Kills the process at once. */
    void kill() {
        stopping = true;
        Process last = process;
        if (last != null) {
            last.destroyForcibly();
        }
    }

    /** Does at once what was asked, and returns before it is done. A later request replaces one that is not done yet. */
    void ask(Request request) {
        synchronized (asking) {
            asked = request;
            thread.interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            try {
                applyRequest();
                state.await(all -> stopping || needs.stream().allMatch(all::healthy));
                if (stopping || !runOnce()) {
                    return;
                }
            } catch (InterruptedException e) {
                // Told to stop, and stop() ends the process; or asked for something.
            }
        }
    }

    private void applyRequest() throws InterruptedException {
        Request request = asked;
        if (request == null) {
            return;
        }
        stopProcess();
        synchronized (asking) {
            if (asked == request) {
                asked = null;
                // The interrupt that came with it: it must not end what comes next.
                Thread.interrupted();
            }
        }
        backOff = new RestartBackOff();
        if (request == Request.STOP) {
            state.gone(part.name(), ComponentState.STOPPED, null);
            state.await(all -> stopping);
        }
    }

    /** In a thread of its own: an interrupt that asks for something else must not turn an orderly stop into a kill. */
    private void stopProcess() {
        Process last = process;
        if (last == null || !last.isAlive()) {
            return;
        }
        state.set(part.name(), ComponentState.STOPPING);
        Thread stop = Thread.ofPlatform().name("stop-" + part.name()).start(() -> stopInOrder(last));
        boolean interrupted = false;
        while (stop.isAlive()) {
            try {
                stop.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopInOrder(Process last) {
        try {
            part.stop(last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * One life of the process, and the pause after it.
     *
     * @return whether it is to be started again
     */
    private boolean runOnce() throws InterruptedException {
        Instant healthySince = null;
        String problem;
        try {
            Process current = launch();
            awaitReady(current);
            if (!prepared) {
                part.prepare();
                prepared = true;
            }
            healthySince = Instant.now();
            state.set(part.name(), ComponentState.HEALTHY);
            watch(current);
            problem = ExitReason.of(home, part.name(), current.exitValue());
        } catch (RuntimeException e) {
            problem = String.valueOf(e.getMessage());
            end();
        }
        if (stopping || asked != null) {
            return true;
        }
        if (!prepared && ++failures >= part.attempts()) {
            state.gone(part.name(), ComponentState.FAILED, problem);
            state.fail(part.name() + " did not come up: " + problem);
            return false;
        }
        Duration healthyFor = healthySince == null ? Duration.ZERO : Duration.between(healthySince, Instant.now());
        Duration wait = backOff.pauseAfter(healthyFor);
        state.restarting(part.name(), problem);
        LiveStackState.say(part.name() + " is started again in " + wait.toMillis() + " ms");
        Thread.sleep(wait);
        return true;
    }

    private Process launch() {
        state.set(part.name(), ComponentState.STARTING);
        Process launched = part.launch();
        process = launched;
        state.running(part.name(), launched.toHandle());
        return launched;
    }

    private void awaitReady(Process current) throws InterruptedException {
        Instant limit = Instant.now().plus(part.patience().multipliedBy(LONGEST_START));
        var progress = StartProgress.of(current, home.log(part.name()));
        while (!part.ready()) {
            if (current.waitFor(PROBE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(ExitReason.of(home, part.name(), current.exitValue()));
            }
            Duration standstill = progress.standstill();
            if (standstill.compareTo(part.patience()) > 0 || Instant.now().isAfter(limit)) {
                throw new IllegalStateException(
                        "it does not answer on port " + part.port() + ", and got no further for "
                                + standstill.toSeconds() + " s" + ExitReason.inLog(home, part.name()));
            }
        }
    }

    private void watch(Process current) throws InterruptedException {
        while (!current.waitFor(HEALTH_CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
            state.set(part.name(), part.ready() ? ComponentState.HEALTHY : ComponentState.UNREADY);
        }
    }

    private void end() throws InterruptedException {
        Process last = process;
        if (last != null) {
            last.destroyForcibly().waitFor();
        }
    }
}
