package shop.cart.basket;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import shop.cart.catalogue.Catalogue;
import shop.http.Shopper;

/**
 * The carts of all shoppers. A change is read, decided and written without a lock: what is written counts only if the cart
 * is still at the version that was read, else it is decided anew. Of changes that meet one always counts, so all get through.
 *
 * <p>All methods throw {@link org.springframework.web.client.RestClientException} if inventory does not answer. A change
 * may have been made then; every change can be repeated.
 */
@Component
class Carts {

    private final CartRepository repository;
    private final Catalogue catalogue;

    Carts(CartRepository repository, Catalogue catalogue) {
        this.repository = repository;
        this.catalogue = catalogue;
    }

    PricedCart of(Shopper shopper) {
        return priced(repository.find(shopper.id()));
    }

    /** Sets the quantity of one SKU. */
    CartOutcome put(Shopper shopper, String sku, int quantity) {
        if (catalogue.products(List.of(sku)).isEmpty()) {
            return new CartOutcome.UnknownProduct(sku);
        }
        return change(shopper, cart -> cart.hasRoomFor(sku) ? Optional.of(cart.with(sku, quantity)) : Optional.empty())
                .<CartOutcome>map(this::priced)
                .orElseGet(CartOutcome.Full::new);
    }

    /** Takes one SKU out; a SKU that is not in changes nothing. */
    PricedCart remove(Shopper shopper, String sku) {
        return priced(change(shopper, cart -> Optional.of(cart.without(sku))).orElseThrow());
    }

    /**
     * Takes everything out.
     *
     * @param expectedVersion the only version to be emptied; if empty, any
     */
    CartOutcome empty(Shopper shopper, OptionalLong expectedVersion) {
        return change(
                        shopper,
                        cart -> expectedVersion.orElse(cart.version()) == cart.version()
                                ? Optional.of(cart.emptied())
                                : Optional.empty())
                .<CartOutcome>map(emptied -> PricedCart.of(emptied, Map.of()))
                .orElseGet(() ->
                        new CartOutcome.Changed(repository.find(shopper.id()).version()));
    }

    /** @param decide the cart as it is to the cart as it is to be; empty if it has to stay as it is */
    private Optional<Cart> change(Shopper shopper, Function<Cart, Optional<Cart>> decide) {
        while (true) {
            Cart before = repository.find(shopper.id());
            Optional<Cart> after = decide.apply(before);
            if (after.isEmpty()
                    || after.get().equals(before)
                    || repository.replace(shopper.id(), before, after.get())) {
                return after;
            }
        }
    }

    private PricedCart priced(Cart cart) {
        return PricedCart.of(cart, catalogue.products(cart.skus()));
    }
}
