package shop.cart.basket;

import static java.util.stream.Collectors.toMap;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import shop.httpapi.Shopper;
import shop.httpapi.ShopperSession;

/**
 * Carts of many shoppers emptied with one request, by a service that has ordered them. Every entry carries its shopper's own
 * session, so nobody can empty more carts this way than one by one.
 */
@RestController
class EmptyingController {

    private static final int MOST_CARTS = 100;

    private final Carts carts;
    private final ShopperSession session;

    EmptyingController(Carts carts, ShopperSession session) {
        this.carts = carts;
        this.session = session;
    }

    record Emptyings(@NotNull @Size(max = MOST_CARTS) List<@Valid @NotNull Emptying> carts) {}

    /** @param version the only one to be emptied; a cart at another one stays as it is */
    record Emptying(
            @NotNull String session, @NotNull @Min(0) Long version) {

        /** Without the session, which opens everything its shopper has. */
        @Override
        public String toString() {
            return "Emptying[version=" + version + "]";
        }
    }

    @PostMapping("/cart/api/v1/emptyings")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void empty(@Valid @RequestBody Emptyings wanted) {
        Map<Shopper, Long> versions = wanted.carts().stream()
                .flatMap(this::byShopper)
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, Math::max));
        carts.emptyOrdered(versions);
    }

    /** Nothing for a session that is not valid. */
    private Stream<Map.Entry<Shopper, Long>> byShopper(Emptying emptying) {
        return session.shopperOf(emptying.session()).stream().map(shopper -> Map.entry(shopper, emptying.version()));
    }
}
