package shop.checkout.cart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.task.TaskExecutor;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClientException;
import org.springframework.web.service.registry.ImportHttpServices;
import shop.checkout.cart.CartApi.OrderedCart;
import shop.checkout.cart.CartApi.OrderedCarts;
import shop.httpapi.Shopper;
import shop.httpapi.ShopperSession;

/** Reads and empties carts in cart-api, with the shopper's own session. Safe for use by several threads. */
@Component
@ImportHttpServices(group = "cart", types = CartApi.class)
public class CartClient {

    private static final Logger log = LoggerFactory.getLogger(CartClient.class);
    private static final Duration BATCH_DELAY = Duration.ofMillis(50);
    private static final int MAX_BATCH = 100;

    private final CartApi api;
    private final ShopperSession session;
    private final TaskExecutor executor;
    private final BlockingQueue<OrderedCart> waiting = new LinkedBlockingQueue<>();
    private final AtomicBoolean batchScheduled = new AtomicBoolean();

    CartClient(CartApi api, ShopperSession session, TaskExecutor executor) {
        this.api = api;
        this.session = session;
        this.executor = executor;
    }

    /** @throws RestClientException if cart-api does not answer */
    public CartContent read(Shopper shopper) {
        return api.items(session.cookieFor(shopper)).content();
    }

    /**
     * Returns at once; another thread empties the cart if it is still at this version, in one request with the carts that
     * were ordered in the same 50 ms.
     *
     * <p>Best effort: if it fails, or the process dies before, the shopper still sees the ordered items, but this version
     * of the cart cannot be ordered again.
     */
    public void emptyInBackground(Shopper shopper, long version) {
        waiting.add(new OrderedCart(session.tokenFor(shopper), version));
        if (batchScheduled.compareAndSet(false, true)) {
            try {
                executor.execute(this::emptyWaiting);
            } catch (RuntimeException | Error e) {
                // The order stands all the same; the next one takes these carts along.
                batchScheduled.set(false);
                log.warn("{} ordered carts wait for the next batch: {}", waiting.size(), e.toString());
            }
        }
    }

    private void emptyWaiting() {
        try {
            Thread.sleep(BATCH_DELAY);
        } catch (InterruptedException _) {
            // The service is stopping: the carts that wait are emptied now.
        }
        // Before the carts are taken out: one that is added from here on schedules a batch of its own.
        batchScheduled.set(false);
        var carts = new ArrayList<OrderedCart>();
        while (waiting.drainTo(carts, MAX_BATCH) > 0) {
            emptyBatch(List.copyOf(carts));
            carts.clear();
        }
    }

    private void emptyBatch(List<OrderedCart> carts) {
        try {
            api.emptyOrdered(new OrderedCarts(carts));
        } catch (RuntimeException e) {
            log.warn("{} ordered carts could not be emptied: {}", carts.size(), e.toString());
        }
    }
}
