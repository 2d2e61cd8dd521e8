package shop.tools.client;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Starts one virtual shopper per order of the schedule, each on a virtual thread of its own, and waits for the last. */
final class LoadRun {

    /** How far ahead of an order its shopper begins to fill the cart. */
    private static final Duration AHEAD = Duration.ofSeconds(1);

    private final ShopClient client;
    private final LoadPlan plan;
    private final LoadFigures figures;

    LoadRun(ShopClient client, LoadPlan plan, LoadFigures figures) {
        this.client = client;
        this.plan = plan;
        this.figures = figures;
    }

    /** Returns when every order is settled, at the latest a little after the plan's patience is over. */
    void run() throws InterruptedException {
        Schedule schedule = plan.schedule();
        long start = System.nanoTime() + AHEAD.toNanos();
        long end = start + schedule.total().plus(plan.patience()).toNanos();
        try (ExecutorService shoppers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long index = 0; index < schedule.orders(); index++) {
                long due = start + schedule.dueNanos(index);
                Schedule.sleepUntil(due - AHEAD.toNanos());
                figures.due.increment();
                var shopper = new VirtualShopper(
                        new ShopperSession(client), plan, figures, due, schedule.isTimed(index), end);
                shoppers.execute(() -> run(shopper));
            }
        }
    }

    private void run(VirtualShopper shopper) {
        try {
            shopper.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            figures.failed("this client: " + e);
        }
    }
}
