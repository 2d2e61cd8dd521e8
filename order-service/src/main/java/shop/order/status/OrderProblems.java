package shop.order.status;

import java.time.Duration;
import org.springframework.http.HttpStatus;
import shop.httpapi.Problem;

/** Refusals that several controllers of this service answer with. */
public final class OrderProblems {

    private OrderProblems() {}

    /** The shopper has no such order: there is none, it is another shopper's, or it is not known yet. */
    public static Problem unknownOrder() {
        return Problem.of(
                        HttpStatus.NOT_FOUND,
                        "unknown-order",
                        "No such order",
                        "You have no order with this number. If you have just placed it, please try again in a moment.")
                .retryAfter(Duration.ofSeconds(1));
    }
}
