package shop.checkout.submission;

import jakarta.validation.Valid;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.httpapi.IdempotencyKey;
import shop.httpapi.Problem;
import shop.httpapi.Shopper;
import shop.schemas.Money;

/** Checkouts over HTTP. */
@RestController
@RequestMapping("/checkout/api/v1/checkouts")
class CheckoutController {

    private final Checkouts checkouts;

    CheckoutController(Checkouts checkouts) {
        this.checkouts = checkouts;
    }

    @PostMapping
    ResponseEntity<byte[]> submit(
            Shopper shopper, IdempotencyKey idempotencyKey, @Valid @RequestBody CheckoutRequest request) {
        CheckoutOutcome outcome = checkouts.submit(request.toSubmission(shopper, idempotencyKey.value()));
        return switch (outcome) {
            case CheckoutOutcome.Accepted(UUID orderId, String answer) -> answer(HttpStatus.ACCEPTED, orderId, answer);
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
            case CheckoutOutcome.OrderedTooOften(String sku, Duration retryAfter) ->
                throw Problem.of(
                                HttpStatus.CONFLICT,
                                "product-ordered-too-often",
                                "The product was ordered too often",
                                "You have ordered a product of this cart very often today. Take it out, or order it later.")
                        .with("sku", sku)
                        .retryAfter(retryAfter.plusSeconds(1));
            case CheckoutOutcome.AlreadyOrdered(UUID orderId) ->
                throw Problem.of(
                                HttpStatus.CONFLICT,
                                "cart-already-ordered",
                                "The cart was ordered already",
                                "This cart is an order already. Look at the order, or fill the cart again.")
                        .with("orderId", orderId);
        };
    }

    /** Answers as {@link #submit} did for this key, and orders nothing. A submission that is under way is not waited for. */
    @GetMapping
    ResponseEntity<byte[]> answerTo(Shopper shopper, IdempotencyKey idempotencyKey) {
        Checkout checkout = checkouts
                .withKey(shopper, idempotencyKey.value())
                .orElseThrow(() -> Problem.of(
                        HttpStatus.NOT_FOUND,
                        "unknown-checkout",
                        "The checkout is unknown",
                        "No order was placed under this Idempotency-Key so far. Place the order, or give it up."));
        return answer(HttpStatus.OK, checkout.orderId(), checkout.answer());
    }

    /** Bytes, so that no converter touches the stored answer. */
    private static ResponseEntity<byte[]> answer(HttpStatus status, UUID orderId, String answer) {
        return ResponseEntity.status(status)
                .location(URI.create("/order/api/v1/orders/" + orderId))
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_JSON)
                .body(answer.getBytes(StandardCharsets.UTF_8));
    }
}
