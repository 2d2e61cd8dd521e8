package shop.cart.basket;

import static java.util.stream.Collectors.toMap;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
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
 * Empties the carts of many shoppers with one request, for the service that has ordered them. Every entry carries its
 * shopper's own session, so a caller can empty no cart that it could not empty alone.
 */
@RestController
class OrderedCartsController {

    private static final int MOST_CARTS = 100;

    private final Carts carts;
    private final ShopperSession session;

    OrderedCartsController(Carts carts, ShopperSession session) {
        this.carts = carts;
        this.session = session;
    }

    record OrderedCarts(@NotNull @Size(max = MOST_CARTS) List<@Valid @NotNull OrderedCart> carts) {}

    /** @param version the version that was ordered; a cart at another one stays as it is */
    record OrderedCart(
            @NotNull @Size(max = 200) @Pattern(regexp = "[!-~]*") String session,

            @NotNull @Min(0) Long version) {

        /** Leaves out the session: whoever has it can act as its shopper. */
        @Override
        public String toString() {
            return "OrderedCart[version=" + version + "]";
        }
    }

    @PostMapping("/cart/api/v1/ordered-carts")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void empty(@Valid @RequestBody OrderedCarts ordered) {
        Map<Shopper, Long> versions = ordered.carts().stream()
                .flatMap(this::byShopper)
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, Math::max));
        carts.emptyOrdered(versions);
    }

    /** Empty if the session is not valid. */
    private Stream<Map.Entry<Shopper, Long>> byShopper(OrderedCart ordered) {
        return session.shopperOf(ordered.session()).stream().map(shopper -> Map.entry(shopper, ordered.version()));
    }
}
