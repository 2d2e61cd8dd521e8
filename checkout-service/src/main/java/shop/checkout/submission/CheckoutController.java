package shop.checkout.submission;

import jakarta.validation.Valid;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.httpapi.Problem;
import shop.httpapi.Shopper;
import shop.schemas.Money;

/** Checkouts over HTTP. The key follows draft-ietf-httpapi-idempotency-key-header. */
@RestController
@RequestMapping("/checkout/api/v1/checkouts")
class CheckoutController {

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,100}");

    private final Checkouts checkouts;

    CheckoutController(Checkouts checkouts) {
        this.checkouts = checkouts;
    }

    @PostMapping
    ResponseEntity<byte[]> submit(
            Shopper shopper,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            @Valid @RequestBody CheckoutRequest request) {
        CheckoutOutcome outcome = checkouts.submit(request.toSubmission(shopper, valid(idempotencyKey)));
        return switch (outcome) {
            case CheckoutOutcome.Accepted(UUID orderId, String answer) -> accepted(orderId, answer);
            case CheckoutOutcome.KeyReused() ->
                throw Problem.of(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "idempotency-key-reused",
                        "The Idempotency-Key was used before",
                        "This Idempotency-Key belongs to another request. Use a new one for each order.");
            case CheckoutOutcome.CartEmpty() ->
                throw Problem.of(
                        HttpStatus.CONFLICT,
                        "cart-empty",
                        "The cart is empty",
                        "There is nothing to order. Put something into the cart first.");
            case CheckoutOutcome.CartChanged(long cartVersion) ->
                throw Problem.of(
                                HttpStatus.CONFLICT,
                                "cart-changed",
                                "The cart has changed",
                                "The cart was changed meanwhile. Look at it again before you order.")
                        .with("cartVersion", cartVersion);
            case CheckoutOutcome.TotalChanged(Money total) ->
                throw Problem.of(
                                HttpStatus.CONFLICT,
                                "total-changed",
                                "The total has changed",
                                "A price has changed meanwhile. Look at the new total before you order.")
                        .with("total", total);
            case CheckoutOutcome.AlreadyOrdered(UUID orderId) ->
                throw Problem.of(
                                HttpStatus.CONFLICT,
                                "cart-already-ordered",
                                "The cart was ordered already",
                                "This cart is an order already. Look at the order, or fill the cart again.")
                        .with("orderId", orderId);
        };
    }

    private static String valid(@Nullable String key) {
        if (key == null || key.isBlank()) {
            throw Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "idempotency-key-missing",
                    "The Idempotency-Key is missing",
                    "Send an Idempotency-Key header: a new one, such as a UUID, for each order.");
        }
        if (!KEY.matcher(key).matches()) {
            throw Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "invalid-request",
                    "The request is not valid",
                    "The Idempotency-Key must be 1 to 100 visible ASCII characters.");
        }
        return key;
    }

    /** Bytes, so that no converter touches the stored answer. */
    private static ResponseEntity<byte[]> accepted(UUID orderId, String answer) {
        return ResponseEntity.accepted()
                .location(URI.create("/order/api/v1/orders/" + orderId))
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_JSON)
                .body(answer.getBytes(StandardCharsets.UTF_8));
    }
}
