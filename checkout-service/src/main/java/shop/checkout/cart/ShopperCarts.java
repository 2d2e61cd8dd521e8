package shop.checkout.cart;

import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.task.TaskExecutor;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClientException;
import org.springframework.web.service.registry.ImportHttpServices;
import shop.http.Shopper;
import shop.http.ShopperSession;

/** The carts of shoppers, read and emptied in their name. */
@Component
@ImportHttpServices(group = "cart", types = CartApi.class)
public class ShopperCarts {

    private static final Logger log = LoggerFactory.getLogger(ShopperCarts.class);

    private final CartApi api;
    private final ShopperSession session;
    private final TaskExecutor executor;

    ShopperCarts(CartApi api, ShopperSession session, TaskExecutor executor) {
        this.api = api;
        this.session = session;
        this.executor = executor;
    }

    /** @throws RestClientException if cart-api does not answer */
    public CartContent of(Shopper shopper) {
        return api.items(session.tokenFor(shopper)).content();
    }

    /**
     * Empties the cart soon if it still is at this version, and returns at once.
     *
     * <p>Best effort: if it fails, or the process dies before, the shopper still sees the ordered items, but their version
     * cannot be ordered again.
     */
    public void emptyOrdered(Shopper shopper, long version, UUID orderId) {
        try {
            executor.execute(() -> empty(shopper, version, orderId));
        } catch (TaskRejectedException e) {
            log.info("The cart of order {} stays as it is: the service is stopping", orderId);
        }
    }

    private void empty(Shopper shopper, long version, UUID orderId) {
        try {
            api.empty(session.tokenFor(shopper), "\"" + version + "\"");
        } catch (RestClientException e) {
            if (e instanceof HttpClientErrorException refusal
                    && refusal.getStatusCode() == HttpStatus.PRECONDITION_FAILED) {
                log.debug("The cart of order {} was emptied or changed before", orderId);
            } else {
                log.warn("The cart of order {} could not be emptied: {}", orderId, e.toString());
            }
        }
    }
}
