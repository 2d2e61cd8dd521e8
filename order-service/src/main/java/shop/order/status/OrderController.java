package shop.order.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import shop.httpapi.Problem;
import shop.httpapi.Shopper;

/** A shopper's orders as a list, and their cancellation. */
@RestController
@RequestMapping("/order/api/v1/orders")
class OrderController {

    private final Orders orders;

    OrderController(Orders orders) {
        this.orders = orders;
    }

    @GetMapping
    Page list(
            Shopper shopper,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit,
            @RequestParam(required = false) @Nullable String before) {
        // One more than asked for tells whether there is a next page.
        List<OrderView> found = orders.newestFirst(shopper, limit + 1, cursor(before));
        if (found.size() <= limit) {
            return new Page(found, null);
        }
        return new Page(
                found.subList(0, limit), OrderCursor.of(found.get(limit - 1)).text());
    }

    @PostMapping("/{orderId}/cancellation")
    OrderView cancel(Shopper shopper, @PathVariable UUID orderId) {
        return switch (orders.cancel(shopper, orderId)) {
            case CancellationOutcome.Accepted _ -> answer(shopper, orderId);
            case CancellationOutcome.AlreadyCancelled _ -> answer(shopper, orderId);
            case CancellationOutcome.UnknownOrder _ -> throw OrderProblems.unknownOrder();
            case CancellationOutcome.TooLate(Duration window) ->
                throw Problem.of(
                        HttpStatus.CONFLICT,
                        "cancellation-too-late",
                        "Too late to cancel",
                        "An order can be cancelled for " + window.toMinutes()
                                + " minutes after it was placed. Please contact us to return it.");
            case CancellationOutcome.AlreadyRejected _ ->
                throw Problem.of(
                        HttpStatus.CONFLICT,
                        "order-rejected",
                        "The order was rejected",
                        "There was not enough stock, so nothing was ordered and there is nothing to cancel.");
        };
    }

    private OrderView answer(Shopper shopper, UUID orderId) {
        return orders.findOnPrimary(shopper, orderId).orElseThrow(OrderProblems::unknownOrder);
    }

    private static @Nullable OrderCursor cursor(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return OrderCursor.parse(text)
                .orElseThrow(() -> Problem.of(
                        HttpStatus.BAD_REQUEST,
                        "invalid-request",
                        "The request is not valid",
                        "before must be the value of next in an earlier answer, unchanged."));
    }

    /** @param next where the list goes on, for the parameter {@code before}; absent on the last page */
    record Page(
            List<OrderView> orders,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {}
}
