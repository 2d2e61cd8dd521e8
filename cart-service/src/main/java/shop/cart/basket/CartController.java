package shop.cart.basket;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.httpapi.Problem;
import shop.httpapi.Shopper;

/** The shopper's own cart over HTTP; every answer is the whole cart. */
@RestController
@RequestMapping("/cart/api/v1/items")
class CartController {

    private static final String SKU = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
    private static final java.util.regex.Pattern VERSION_TAG = java.util.regex.Pattern.compile("\"(\\d{1,18})\"");

    private final Carts carts;

    CartController(Carts carts) {
        this.carts = carts;
    }

    record Quantity(@NotNull @Min(1) @Max(Cart.MAX_QUANTITY) Integer quantity) {}

    @GetMapping
    PricedCart show(Shopper shopper, HttpServletResponse response) {
        return answer(carts.of(shopper), response);
    }

    @PutMapping("/{sku}")
    PricedCart put(
            Shopper shopper,
            @PathVariable @Pattern(regexp = SKU, message = "must match " + SKU) String sku,
            @Valid @RequestBody Quantity wish,
            HttpServletResponse response) {
        return answer(carts.put(shopper, sku, wish.quantity()), response);
    }

    @DeleteMapping("/{sku}")
    PricedCart remove(
            Shopper shopper,
            @PathVariable @Pattern(regexp = SKU, message = "must match " + SKU) String sku,
            HttpServletResponse response) {
        return answer(carts.remove(shopper, sku), response);
    }

    @DeleteMapping
    PricedCart empty(
            Shopper shopper,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            HttpServletResponse response) {
        return answer(carts.empty(shopper, expectedVersion(ifMatch)), response);
    }

    private static OptionalLong expectedVersion(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.equals("*")) {
            return OptionalLong.empty();
        }
        var tag = VERSION_TAG.matcher(ifMatch.strip());
        if (!tag.matches()) {
            throw Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "invalid-request",
                    "The request is not valid",
                    "If-Match must be the ETag of the cart, such as \"3\".");
        }
        return OptionalLong.of(Long.parseLong(tag.group(1)));
    }

    static PricedCart answer(CartOutcome outcome, HttpServletResponse response) {
        return switch (outcome) {
            case PricedCart cart -> tagged(cart, response);
            case CartOutcome.UnknownProduct(String sku) ->
                throw Problem.of(
                        HttpStatus.NOT_FOUND,
                        "unknown-product",
                        "Unknown product",
                        "The shop has no product with the SKU " + sku + ".");
            case CartOutcome.Full() ->
                throw Problem.of(
                        HttpStatus.CONFLICT,
                        "cart-full",
                        "The cart is full",
                        "A cart has room for " + Cart.MAX_LINES + " different products. Remove one to add another.");
            case CartOutcome.FullTogether(int lines) ->
                throw Problem.of(
                        HttpStatus.CONFLICT,
                        "cart-full",
                        "The cart is full",
                        "The cart from before you logged in and this one have " + lines
                                + " different products together. There is room for " + Cart.MAX_LINES
                                + ". Remove some, then try again.");
            case CartOutcome.Changed(long version) ->
                throw Problem.of(
                                HttpStatus.PRECONDITION_FAILED,
                                "cart-changed",
                                "The cart has changed",
                                "The cart was changed meanwhile. Look at it again before you go on.")
                        .with("cartVersion", version);
        };
    }

    /**
     * The tag is the version of the cart, for {@code If-Match}. Names and prices may change while the version stays, so an
     * answer is never cached. It is not set on a {@code ResponseEntity}, because that would answer {@code If-None-Match} with
     * 304 although a price has changed.
     */
    private static PricedCart tagged(PricedCart cart, HttpServletResponse response) {
        response.setHeader(HttpHeaders.ETAG, "\"" + cart.version() + "\"");
        response.setHeader(HttpHeaders.CACHE_CONTROL, CacheControl.noStore().getHeaderValue());
        return cart;
    }
}
