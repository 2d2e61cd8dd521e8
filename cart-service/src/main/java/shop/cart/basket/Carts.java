package shop.cart.basket;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import shop.cart.catalogue.ProductCache;
import shop.httpapi.Shopper;

/**
 * The carts of all shoppers. A change is read, decided and written without a lock: what is written counts only if the cart
 * is still at the version that was read; otherwise the change is decided again, after three attempts under the cart's lock.
 *
 * <p>All methods throw {@link org.springframework.web.client.RestClientException} if inventory does not answer. The change
 * may still have been made; every change can be repeated safely.
 */
@Component
class Carts {

    private static final int OPTIMISTIC_ATTEMPTS = 3;

    private final CartRepository repository;
    private final ProductCache products;
    private final TransactionOperations transaction;

    Carts(CartRepository repository, ProductCache products, TransactionOperations transaction) {
        this.repository = repository;
        this.products = products;
        this.transaction = transaction;
    }

    PricedCart of(Shopper shopper) {
        return priced(repository.find(shopper.id()));
    }

    /** Sets the quantity of one SKU. */
    CartOutcome put(Shopper shopper, String sku, int quantity) {
        if (products.withSkus(List.of(sku)).isEmpty()) {
            return new CartOutcome.UnknownProduct(sku);
        }
        Change change = change(shopper, cart -> cart.hasRoomFor(sku) ? cart.with(sku, quantity) : cart);
        return change.before().hasRoomFor(sku) ? priced(change.after()) : new CartOutcome.Full();
    }

    /** Takes one SKU out; nothing changes if it is not in the cart. */
    PricedCart remove(Shopper shopper, String sku) {
        return priced(change(shopper, cart -> cart.without(sku)).after());
    }

    /**
     * Takes everything out.
     *
     * @param expectedVersion the only version to be emptied; if empty, any
     */
    CartOutcome empty(Shopper shopper, OptionalLong expectedVersion) {
        Predicate<Cart> expected = cart -> expectedVersion.orElse(cart.version()) == cart.version();
        Change change = change(shopper, cart -> expected.test(cart) ? cart.emptied() : cart);
        return expected.test(change.before())
                ? PricedCart.of(change.after(), Map.of())
                : new CartOutcome.Changed(change.before().version());
    }

    /**
     * Moves what lies in a guest's cart into the cart of the shopper that the guest turned out to be. Afterwards the guest's cart
     * is empty, so a repetition changes nothing; whatever the guest puts into it later can be moved again.
     */
    CartOutcome handOver(Shopper guest, Shopper shopper) {
        if (guest.equals(shopper) || repository.find(guest.id()).items().isEmpty()) {
            return of(shopper);
        }
        Cart joined = Objects.requireNonNull(transaction.execute(_ -> {
            repository.lockBoth(guest.id(), shopper.id());
            return move(guest, shopper);
        }));
        return joined.items().size() > Cart.MAX_LINES
                ? new CartOutcome.FullTogether(joined.items().size())
                : priced(joined);
    }

    /** @return both carts joined; nothing is written if that is too much */
    private Cart move(Shopper guest, Shopper shopper) {
        Cart from = repository.find(guest.id());
        Change change = decide(repository.find(shopper.id()), cart -> cart.joinedBy(from));
        if (change.after().items().size() <= Cart.MAX_LINES) {
            write(shopper, change);
            write(guest, decide(from, Cart::emptied));
        }
        return change.after();
    }

    /** Takes everything out of carts that were ordered, each if it is still at the stated version. */
    void emptyOrdered(Map<Shopper, Long> versions) {
        if (!versions.isEmpty()) {
            repository.empty(versions);
        }
    }

    private record Change(Cart before, Cart after) {}

    private Change change(Shopper shopper, UnaryOperator<Cart> decision) {
        for (int attempt = 0; attempt < OPTIMISTIC_ATTEMPTS; attempt++) {
            Change change = decide(repository.find(shopper.id()), decision);
            if (write(shopper, change)) {
                return change;
            }
        }
        // Under contention a lock costs less than more attempts, which would also keep connections from other shoppers.
        return Objects.requireNonNull(transaction.execute(_ -> {
            Change change = decide(repository.lock(shopper.id()), decision);
            write(shopper, change);
            return change;
        }));
    }

    private static Change decide(Cart cart, UnaryOperator<Cart> decision) {
        return new Change(cart, decision.apply(cart));
    }

    private boolean write(Shopper shopper, Change change) {
        return change.after().equals(change.before())
                || repository.replace(shopper.id(), change.before(), change.after());
    }

    private PricedCart priced(Cart cart) {
        return PricedCart.of(cart, products.withSkus(cart.skus()));
    }
}
