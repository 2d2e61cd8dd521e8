package shop.tools.client;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * Shows how a load run goes: on a terminal one line that is written over, elsewhere a line every ten seconds.
 *
 * <p>Runs on a thread of its own until closed.
 */
final class LoadProgress implements AutoCloseable {

    private static final int WIDTH = 24;

    private final LoadFigures figures;
    private final long orders;
    private final PrintWriter err;
    private final boolean terminal =
            System.console() != null && System.console().isTerminal();
    private final Thread thread;

    LoadProgress(LoadFigures figures, long orders, PrintWriter err) {
        this.figures = figures;
        this.orders = orders;
        this.err = err;
        this.thread = Thread.ofPlatform().daemon().name("load-progress").start(this::show);
    }

    @Override
    public void close() {
        thread.interrupt();
        print(true);
    }

    private void show() {
        try {
            while (true) {
                Thread.sleep(terminal ? Duration.ofMillis(500) : Duration.ofSeconds(10));
                print(false);
            }
        } catch (InterruptedException e) {
            // Closed: the run is over.
            return;
        }
    }

    private void print(boolean last) {
        String line = line();
        err.print(terminal ? "\r" + line + (last ? System.lineSeparator() : "") : line + System.lineSeparator());
        err.flush();
    }

    String line() {
        int done = orders == 0 ? WIDTH : (int) (WIDTH * figures.settled() / orders);
        return String.format(
                Locale.ROOT,
                "[%s%s] %,d of %,d due, %,d accepted, %,d confirmed, %,d rejected, %,d cancelled, %,d open, %,d failed, %,d retried ",
                "#".repeat(done),
                ".".repeat(WIDTH - done),
                figures.due.sum(),
                orders,
                figures.accepted.sum(),
                figures.confirmed.sum(),
                figures.rejected.sum(),
                figures.cancelled.sum(),
                figures.due.sum() - figures.settled(),
                figures.failed.sum(),
                figures.retried.sum());
    }
}
