package shop.tools.client;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Starts one virtual shopper per order of the schedule, each on a virtual thread of its own, and waits for the last. */
final class LoadRun {

    /** How far ahead of an order its shopper begins to fill the cart. */
    private static final Duration AHEAD = Duration.ofSeconds(1);

    private final FrontDoor door;
    private final LoadPlan plan;
    private final LoadFigures figures;

    LoadRun(FrontDoor door, LoadPlan plan, LoadFigures figures) {
        this.door = door;
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
                Schedule.keepTo(due - AHEAD.toNanos());
                figures.due.increment();
                var shopper = new VirtualShopper(new Shopper(door), plan, figures, due, schedule.isTimed(index), end);
                shoppers.execute(() -> shop(shopper));
            }
        }
    }

    private void shop(VirtualShopper shopper) {
        try {
            shopper.shop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            figures.failed("this client: " + e);
        }
    }
}
