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
 * started again for ever, with {@link RestartPause} between. It waits for the parts it needs before every start, so that a
 * database that is away for a minute does not wear out the services.
 *
 * <p>A part may also be asked to start again, or to rest ({@link #ask}). That is no crash: nothing is counted, and there is
 * no pause.
 */
final class Keeper {

    private static final Duration PROBE = Duration.ofMillis(200);
    private static final Duration HEALTH_CHECK = Duration.ofSeconds(2);

    private final Part part;
    private final List<String> needs;
    private final StateBoard board;
    private final StackHome home;
    private final Thread thread;
    private final Object asking = new Object();
    private RestartPause pause = new RestartPause();
    private boolean prepared;
    private int failures;
    private volatile boolean stopping;
    private volatile @Nullable Process process;
    private volatile @Nullable Request asked;

    Keeper(Part part, List<String> needs, StateBoard board, StackHome home) {
        this.part = part;
        this.needs = needs;
        this.board = board;
        this.home = home;
        this.thread = Thread.ofPlatform().name("keeper-" + part.name()).daemon().unstarted(this::keep);
        board.add(part.name(), part.port(), part.url());
    }

    void start() {
        thread.start();
    }

    /** Stops keeping, then the part itself; returns when its process is gone. */
    void stop() throws InterruptedException {
        stopping = true;
        thread.interrupt();
        thread.join();
        Process last = process;
        if (last != null && last.isAlive()) {
            board.state(part.name(), ComponentState.STOPPING);
            part.stop(last);
        }
        board.gone(part.name(), ComponentState.STOPPED, null);
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

    private void keep() {
        while (!stopping) {
            try {
                obey();
                board.await(all -> needs.stream().allMatch(all::healthy));
                if (!live()) {
                    return;
                }
            } catch (InterruptedException e) {
                // Told to stop, and stop() ends the process; or asked for something.
            }
        }
    }

    private void obey() throws InterruptedException {
        Request request = asked;
        if (request == null) {
            return;
        }
        Process last = process;
        if (last != null && last.isAlive()) {
            board.state(part.name(), ComponentState.STOPPING);
            part.stop(last);
        }
        synchronized (asking) {
            if (asked == request) {
                asked = null;
                // The interrupt that came with it: it must not end what comes next.
                Thread.interrupted();
            }
        }
        pause = new RestartPause();
        if (request == Request.STOP) {
            board.gone(part.name(), ComponentState.STOPPED, null);
            board.await(all -> stopping);
        }
    }

    /**
     * One life of the process, and the pause after it.
     *
     * @return whether it is to be started again
     */
    private boolean live() throws InterruptedException {
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
            board.state(part.name(), ComponentState.HEALTHY);
            watch(current);
            problem = Explanation.ofEnd(home, part.name(), current.exitValue());
        } catch (RuntimeException e) {
            problem = String.valueOf(e.getMessage());
            end();
        }
        if (stopping || asked != null) {
            return true;
        }
        if (!prepared && ++failures >= part.attempts()) {
            board.gone(part.name(), ComponentState.FAILED, problem);
            board.fail(part.name() + " did not come up: " + problem);
            return false;
        }
        Duration healthyFor = healthySince == null ? Duration.ZERO : Duration.between(healthySince, Instant.now());
        Duration wait = pause.after(healthyFor);
        board.restarting(part.name(), problem);
        StateBoard.say(part.name() + " is started again in " + wait.toMillis() + " ms");
        Thread.sleep(wait);
        return true;
    }

    private Process launch() {
        board.state(part.name(), ComponentState.STARTING);
        Process launched = part.launch();
        process = launched;
        board.running(part.name(), launched.toHandle());
        return launched;
    }

    private void awaitReady(Process current) throws InterruptedException {
        Instant limit = Instant.now().plus(part.patience());
        while (!part.ready()) {
            if (current.waitFor(PROBE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(Explanation.ofEnd(home, part.name(), current.exitValue()));
            }
            if (Instant.now().isAfter(limit)) {
                throw new IllegalStateException("it does not answer on port " + part.port() + " after "
                        + part.patience().toSeconds() + " s" + Explanation.of(home, part.name()));
            }
        }
    }

    private void watch(Process current) throws InterruptedException {
        while (!current.waitFor(HEALTH_CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
            board.state(part.name(), part.ready() ? ComponentState.HEALTHY : ComponentState.UNREADY);
        }
    }

    private void end() throws InterruptedException {
        Process last = process;
        if (last != null) {
            last.destroyForcibly().waitFor();
        }
    }
}
