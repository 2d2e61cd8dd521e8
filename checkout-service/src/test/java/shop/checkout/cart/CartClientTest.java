package shop.checkout.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.core.task.TaskExecutor;
import org.springframework.web.client.ResourceAccessException;
import shop.checkout.cart.CartApi.OrderedCart;
import shop.checkout.cart.CartApi.OrderedCarts;
import shop.httpapi.Shopper;
import shop.httpapi.ShopperSession;

class CartClientTest {

    private final List<List<Long>> batches = new CopyOnWriteArrayList<>();
    private final AtomicBoolean refusing = new AtomicBoolean();
    private final AtomicBoolean away = new AtomicBoolean();
    private final CartClient carts = new CartClient(
            new RecordingCartApi(),
            new ShopperSession("a key for the time of the test only", Clock.systemUTC()),
            executor());

    @Test
    void orderedCartsAreEmptiedTogetherNoneTwiceAndNoMoreThanAHundredAtOnce() {
        order(1, 250);

        await().until(() -> emptied().size() == 250);
        assertThat(emptied())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 250).boxed().toList());
        assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(100));
        assertThat(batches).hasSizeLessThan(250);
    }

    @Test
    void ordersThatComeOneByOneAreEmptiedToo() {
        order(1, 1);
        await().until(() -> emptied().size() == 1);
        order(2, 2);
        await().until(() -> emptied().size() == 2);
    }

    @Test
    void refusedTaskFailsNoCheckoutAndTheNextOrderTakesItsCartAlong() {
        refusing.set(true);
        assertThatCode(() -> order(1, 1)).doesNotThrowAnyException();
        refusing.set(false);
        order(2, 2);

        await().untilAsserted(() -> assertThat(emptied()).containsExactlyInAnyOrder(1L, 2L));
    }

    @Test
    void absentCartServiceStopsNothing() {
        away.set(true);
        order(1, 150);
        await().until(() -> batches.size() >= 2);
        away.set(false);
        order(151, 151);

        await().until(() -> emptied().contains(151L));
    }

    private void order(long first, long last) {
        LongStream.rangeClosed(first, last)
                .forEach(version -> carts.emptyInBackground(new Shopper(UUID.randomUUID()), version));
    }

    private List<Long> emptied() {
        return batches.stream().flatMap(List::stream).toList();
    }

    private TaskExecutor executor() {
        return task -> {
            if (refusing.get()) {
                throw new RejectedExecutionException("no room");
            }
            Thread.ofVirtual().start(task);
        };
    }

    private final class RecordingCartApi implements CartApi {

        @Override
        public Cart items(String session) {
            throw new AssertionError("nobody asks");
        }

        @Override
        public void emptyOrdered(OrderedCarts ordered) {
            batches.add(ordered.carts().stream().map(OrderedCart::version).toList());
            if (away.get()) {
                throw new ResourceAccessException("away");
            }
        }
    }
}
