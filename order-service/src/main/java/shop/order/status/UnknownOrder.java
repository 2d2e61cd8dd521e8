package shop.order.status;

import java.time.Duration;
import org.springframework.http.HttpStatus;
import shop.httpapi.Problem;

/** The answer for an order the shopper does not have: there is none, it is another shopper's, or it is not known yet. */
public final class UnknownOrder {

    private UnknownOrder() {}

    public static Problem problem() {
        return Problem.of(
                        HttpStatus.NOT_FOUND,
                        "unknown-order",
                        "No such order",
                        "You have no order with this number. If you have just placed it, please try again in a moment.")
                .retryAfter(Duration.ofSeconds(1));
    }
}
