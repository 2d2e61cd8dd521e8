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

/** The carts of shoppers, read and emptied in their name. Safe for use by several threads. */
@Component
@ImportHttpServices(group = "cart", types = CartApi.class)
public class CartClient {

    private static final Logger log = LoggerFactory.getLogger(CartClient.class);
    private static final Duration GATHERING = Duration.ofMillis(50);
    private static final int MOST_CARTS = 100;

    private final CartApi api;
    private final ShopperSession session;
    private final TaskExecutor executor;
    private final BlockingQueue<OrderedCart> ordered = new LinkedBlockingQueue<>();
    private final AtomicBoolean gathering = new AtomicBoolean();

    CartClient(CartApi api, ShopperSession session, TaskExecutor executor) {
        this.api = api;
        this.session = session;
        this.executor = executor;
    }

    /** @throws RestClientException if cart-api does not answer */
    public CartContent of(Shopper shopper) {
        return api.items(session.tokenFor(shopper)).content();
    }

    /**
     * Empties the cart if it still is at this version, together with those ordered in the same twentieth of a second;
     * returns at once.
     *
     * <p>Best effort: if it fails, or the process dies before, the shopper still sees the ordered items, but their version
     * cannot be ordered again.
     */
    public void emptyOrdered(Shopper shopper, long version) {
        ordered.add(new OrderedCart(session.tokenFor(shopper), version));
        if (gathering.compareAndSet(false, true)) {
            try {
                executor.execute(this::emptyGathered);
            } catch (RuntimeException | Error e) {
                // The order stands all the same, and the next one begins again.
                gathering.set(false);
                log.warn("{} carts that were ordered wait for the next: {}", ordered.size(), e.toString());
            }
        }
    }

    private void emptyGathered() {
        try {
            Thread.sleep(GATHERING);
        } catch (InterruptedException e) {
            // The service is stopping: what there is goes now.
        }
        // Before the carts are taken out: what is added from here on starts a gathering of its own.
        gathering.set(false);
        var carts = new ArrayList<OrderedCart>();
        while (ordered.drainTo(carts, MOST_CARTS) > 0) {
            empty(List.copyOf(carts));
            carts.clear();
        }
    }

    private void empty(List<OrderedCart> carts) {
        try {
            api.emptyOrdered(new OrderedCarts(carts));
        } catch (RuntimeException e) {
            log.warn("{} carts that were ordered could not be emptied: {}", carts.size(), e.toString());
        }
    }
}
