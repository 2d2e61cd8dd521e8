package shop.cart.basket;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import shop.cart.catalogue.Catalogue;
import shop.cart.catalogue.Product;
import shop.http.Shopper;

/**
 * The carts of all shoppers. Every change is one short transaction on the locked row of its cart; inventory is asked
 * outside of it, so that a slow neighbour holds neither a lock nor a connection.
 *
 * <p>All methods throw {@link org.springframework.web.client.RestClientException} if inventory does not answer. A change
 * may have been made then; every change can be repeated.
 */
@Component
class Carts {

    private final CartRepository repository;
    private final Catalogue catalogue;
    private final TransactionOperations transaction;

    Carts(CartRepository repository, Catalogue catalogue, TransactionOperations transaction) {
        this.repository = repository;
        this.catalogue = catalogue;
        this.transaction = transaction;
    }

    PricedCart of(Shopper shopper) {
        return priced(repository.find(shopper.id()), Map.of());
    }

    /** Sets the quantity of one SKU. */
    CartOutcome put(Shopper shopper, String sku, int quantity) {
        Map<String, Product> products =
                catalogue.products(with(sku, repository.find(shopper.id()).skus()));
        if (!products.containsKey(sku)) {
            return new CartOutcome.UnknownProduct(sku);
        }
        Optional<Cart> changed = inTransaction(() -> {
            Cart cart = repository.lockOrBegin(shopper.id());
            return cart.hasRoomFor(sku)
                    ? Optional.of(repository.save(shopper.id(), cart, cart.with(sku, quantity)))
                    : Optional.empty();
        });
        return changed.<CartOutcome>map(cart -> priced(cart, products)).orElseGet(CartOutcome.Full::new);
    }

    /** Takes one SKU out; a SKU that is not in changes nothing. */
    PricedCart remove(Shopper shopper, String sku) {
        Cart left = inTransaction(() -> {
            Cart cart = repository.lock(shopper.id()).orElse(Cart.NEVER_USED);
            return repository.save(shopper.id(), cart, cart.without(sku));
        });
        return priced(left, Map.of());
    }

    /**
     * Takes everything out.
     *
     * @param expectedVersion the only version to be emptied; if empty, any
     */
    CartOutcome empty(Shopper shopper, OptionalLong expectedVersion) {
        return inTransaction(() -> {
            Cart cart = repository.lock(shopper.id()).orElse(Cart.NEVER_USED);
            if (expectedVersion.isPresent() && expectedVersion.getAsLong() != cart.version()) {
                return new CartOutcome.Changed(cart.version());
            }
            return PricedCart.of(repository.save(shopper.id(), cart, cart.emptied()), Map.of());
        });
    }

    /** Asks inventory again only if another tab brought in what {@code known} does not have. */
    private PricedCart priced(Cart cart, Map<String, Product> known) {
        boolean enough = known.keySet().containsAll(cart.skus());
        return PricedCart.of(cart, enough ? known : catalogue.products(cart.skus()));
    }

    private <T> T inTransaction(Supplier<T> change) {
        return Objects.requireNonNull(transaction.execute(status -> change.get()));
    }

    private static List<String> with(String sku, Collection<String> others) {
        var all = new ArrayList<>(others);
        if (!all.contains(sku)) {
            all.add(sku);
        }
        return all;
    }
}
