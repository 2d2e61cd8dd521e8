package shop.cart.basket;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import shop.cart.catalogue.Catalogue;
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
        return priced(repository.find(shopper.id()));
    }

    /** Sets the quantity of one SKU. */
    CartOutcome put(Shopper shopper, String sku, int quantity) {
        if (catalogue.products(List.of(sku)).isEmpty()) {
            return new CartOutcome.UnknownProduct(sku);
        }
        Optional<Cart> changed = inTransaction(() -> {
            Cart cart = repository.lockOrBegin(shopper.id());
            return cart.hasRoomFor(sku)
                    ? Optional.of(repository.save(shopper.id(), cart, cart.with(sku, quantity)))
                    : Optional.empty();
        });
        return changed.<CartOutcome>map(this::priced).orElseGet(CartOutcome.Full::new);
    }

    /** Takes one SKU out; a SKU that is not in changes nothing. */
    PricedCart remove(Shopper shopper, String sku) {
        Cart left = inTransaction(() -> {
            Cart cart = repository.lock(shopper.id()).orElse(Cart.NEVER_USED);
            return repository.save(shopper.id(), cart, cart.without(sku));
        });
        return priced(left);
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

    private PricedCart priced(Cart cart) {
        return PricedCart.of(cart, catalogue.products(cart.skus()));
    }

    private <T> T inTransaction(Supplier<T> change) {
        return Objects.requireNonNull(transaction.execute(status -> change.get()));
    }
}
