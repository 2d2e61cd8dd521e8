package shop.cart.basket;

import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import shop.httpapi.Shopper;
import shop.opsapi.PersonalData;

/** The personal data of carts: what somebody has put into one. */
@Service
class CartContents implements PersonalData {

    private final CartRepository repository;

    CartContents(CartRepository repository) {
        this.repository = repository;
    }

    /**
     * Empties the shopper's cart, in the transaction of the caller. The cart's version stays and rises, because it must never
     * name two contents.
     *
     * @return how many items lay in it
     */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public Map<String, Integer> erase(UUID shopperId) {
        long version = repository.lock(shopperId).version();
        return Map.of("cartItems", repository.empty(Map.of(new Shopper(shopperId), version)));
    }
}
