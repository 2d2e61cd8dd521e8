package shop.testing.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import shop.testing.faults.ClientOrder.Cancellation;
import shop.tools.client.Retry;
import shop.tools.client.ShopClient;
import shop.tools.client.ShopResponse;
import shop.tools.client.ShopperSession;
import tools.jackson.databind.JsonNode;

/**
 * One shopper and the one order they want: fills a cart, presses, asks again with the same key until there is an answer, and keeps
 * what was answered. A method runs on one thread at a time; what it keeps may be read on another one after it.
 */
final class Press {

    private static final Duration LOOK = Duration.ofMillis(100);

    private final ShopperSession shopper;
    private final String sku;
    private final int quantity;
    private final String key = UUID.randomUUID().toString();
    private final Set<UUID> orders = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();
    private volatile @Nullable JsonNode cart;
    private volatile @Nullable String declined;
    private volatile Cancellation cancellation = Cancellation.NOT_WANTED;
    private volatile @Nullable String told;
    private volatile @Nullable Instant acceptedAt;

    Press(ShopClient client, String sku, int quantity) {
        this.shopper = new ShopperSession(client);
        this.sku = sku;
        this.quantity = quantity;
    }

    /** Fills the cart and orders it. Returns with an answer, or without one when the deadline ({@link System#nanoTime()}) is over. */
    void order(long deadline) throws InterruptedException {
        order(deadline, Retry::untilAnswered);
    }

    /** The same without the pauses that polite clients make: it is known at once when the shop answers again. */
    void orderImpatiently(long deadline) throws InterruptedException {
        order(deadline, (request, end, beforeRepeating) -> {
            ShopResponse answer = request.send();
            while (answer instanceof ShopResponse.Unavailable && System.nanoTime() < end) {
                Thread.sleep(LOOK);
                answer = request.send();
            }
            return answer;
        });
    }

    @FunctionalInterface
    private interface Asking {
        ShopResponse untilAnswered(Retry.Request request, long deadline, Runnable beforeRepeating)
                throws InterruptedException;
    }

    private void order(long deadline, Asking asking) throws InterruptedException {
        ShopResponse filled = asking.untilAnswered(() -> shopper.putIntoCart(sku, quantity), deadline, () -> {});
        switch (filled) {
            case ShopResponse.Succeeded(int _, JsonNode body) -> {
                cart = body;
                asking.untilAnswered(this::checkout, deadline, () -> {});
            }
            case ShopResponse.Refused no -> declined = "cart: " + no.code();
            case ShopResponse.Unavailable _ -> {
                // No answer, so no order.
            }
        }
    }

    /** Sends the order once more, with the same key. */
    ShopResponse checkout() throws InterruptedException {
        JsonNode ordered = cart;
        if (ordered == null) {
            throw new IllegalStateException("Nothing is in the cart");
        }
        ShopResponse answer = shopper.checkout(ordered, key);
        switch (answer) {
            case ShopResponse.Succeeded(int _, JsonNode body) -> {
                orders.add(UUID.fromString(body.path("orderId").asString()));
                if (acceptedAt == null) {
                    acceptedAt = Instant.now();
                }
            }
            case ShopResponse.Refused no -> declined = no.status() + " " + no.code();
            case ShopResponse.Unavailable no ->
                // The services say 503 and 429 when they did nothing; all else says nothing.
                (no.reason().startsWith("503") || no.reason().startsWith("429") ? refused : unknown).incrementAndGet();
        }
        return answer;
    }

    /** Cancels what was ordered, as soon as the shop knows the order. */
    void cancel(long deadline) throws InterruptedException {
        if (orders.isEmpty()) {
            return;
        }
        cancellation = Cancellation.UNKNOWN;
        while (true) {
            ShopResponse answer = Retry.untilAnswered(() -> shopper.cancel(orderId()), deadline, () -> {});
            boolean notYetKnown = answer instanceof ShopResponse.Refused no && no.status() == 404;
            if (!notYetKnown || System.nanoTime() > deadline) {
                cancellation = switch (answer) {
                    case ShopResponse.Succeeded _ -> Cancellation.ACCEPTED;
                    case ShopResponse.Refused _ -> notYetKnown ? Cancellation.UNKNOWN : Cancellation.REFUSED;
                    case ShopResponse.Unavailable _ -> Cancellation.UNKNOWN;
                };
                return;
            }
            Thread.sleep(LOOK);
        }
    }

    /** Looks at the order until it has its final answer. */
    boolean awaitAnswer(long deadline) throws InterruptedException {
        while (System.nanoTime() < deadline) {
            if (!orders.isEmpty()
                    && shopper.order(orderId()) instanceof ShopResponse.Succeeded(int _, JsonNode body)
                    && !body.path("status").asString("PLACED").equals("PLACED")) {
                return true;
            }
            Thread.sleep(LOOK);
        }
        return false;
    }

    /** Asks for the same order with the same key again, and for its status: what its shopper sees at the end. */
    void lookBack(long deadline) throws InterruptedException {
        if (orders.isEmpty()) {
            return;
        }
        Retry.untilAnswered(this::checkout, deadline, () -> {});
        if (Retry.untilAnswered(() -> shopper.order(orderId()), deadline, () -> {})
                instanceof ShopResponse.Succeeded(int _, JsonNode body)) {
            told = body.path("status").asString();
        }
    }

    private String orderId() {
        return orders.iterator().next().toString();
    }

    Optional<String> acceptedBefore(Instant moment) {
        Instant at = acceptedAt;
        return at == null || at.isAfter(moment) ? Optional.empty() : Optional.of(orderId());
    }

    boolean pressed() {
        return cart != null || declined != null;
    }

    int refused() {
        return refused.get();
    }

    int unknown() {
        return unknown.get();
    }

    ClientOrder result() {
        return new ClientOrder(key, Set.copyOf(orders), declined, cancellation, told);
    }
}
