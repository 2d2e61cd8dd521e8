package shop.testing.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import shop.tools.client.ShopClient;

/** Shoppers who come at a steady rate whatever the shop does: an open loop. Three of ten want the scarce product, one of ten cancels. */
final class Load {

    private static final Duration STOOD_STILL = Duration.ofSeconds(2);

    private final ShopClient client;
    private final Random random;
    private final Duration between;
    private final Duration patience;
    private final Queue<Press> presses = new ConcurrentLinkedQueue<>();
    private final ExecutorService shoppers = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread clock = Thread.ofVirtual().unstarted(this::run);
    private volatile boolean stopping;

    Load(ShopClient client, long seed, int perSecond, Duration patience) {
        this.client = client;
        this.random = new Random(seed);
        this.between = Duration.ofNanos(Duration.ofSeconds(1).toNanos() / perSecond);
        this.patience = patience;
    }

    void start() {
        clock.start();
    }

    /** No new shoppers. */
    void end() {
        stopping = true;
    }

    /** No new shoppers; returns when the last one has an answer or has lost patience. */
    List<Press> stop() throws InterruptedException {
        end();
        clock.join();
        shoppers.close();
        return new ArrayList<>(presses);
    }

    private void run() {
        long due = System.nanoTime();
        try {
            while (!stopping) {
                boolean scarce = random.nextInt(10) < 3;
                var press = new Press(
                        client, scarce ? TestedShop.SCARCE : TestedShop.PLENTIFUL, scarce ? 1 + random.nextInt(2) : 1);
                boolean cancels = random.nextInt(10) == 0;
                int hesitates = random.nextInt(400);
                presses.add(press);
                shoppers.execute(() -> shop(press, cancels, hesitates));
                due = due(due + between.toNanos());
                Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** If this program itself stood still, as in a machine that was suspended, nobody came meanwhile. */
    private static long due(long planned) {
        long now = System.nanoTime();
        return now - planned > STOOD_STILL.toNanos() ? now : planned;
    }

    private void shop(Press press, boolean cancels, int hesitates) {
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            press.order(deadline);
            if (cancels) {
                Thread.sleep(hesitates);
                press.cancel(deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
