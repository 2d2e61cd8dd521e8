package shop.cart.basket;

import static java.util.stream.Collectors.toMap;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import shop.http.ShopperSession;

/**
 * Carts of many shoppers emptied with one request, by a service that has ordered them. Every entry carries its shopper's own
 * session, so nobody can empty more carts this way than one by one.
 */
@RestController
class EmptyingController {

    static final int MOST = 100;

    private final CartRepository repository;
    private final ShopperSession session;

    EmptyingController(CartRepository repository, ShopperSession session) {
        this.repository = repository;
        this.session = session;
    }

    record Emptyings(@NotNull @Size(max = MOST) List<@Valid @NotNull Emptying> carts) {}

    /** @param version the only one to be emptied; a cart at another one stays as it is */
    record Emptying(
            @NotNull String session, @NotNull @Min(0) Long version) {}

    @PostMapping("/cart/api/v1/emptyings")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void empty(@Valid @RequestBody Emptyings wanted) {
        Map<UUID, Long> versions = wanted.carts().stream()
                .flatMap(this::byShopper)
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, Math::max));
        repository.empty(versions);
    }

    /** Nothing for a session that is not valid. */
    private Stream<Map.Entry<UUID, Long>> byShopper(Emptying emptying) {
        return session.shopperOf(emptying.session()).stream()
                .map(shopper -> Map.entry(shopper.id(), emptying.version()));
    }
}
