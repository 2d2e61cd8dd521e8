package shop.order.status;

import java.time.Duration;

/** What a request to cancel an order leads to. */
sealed interface CancellationOutcome {

    /** @param order the order as it is from now on */
    record Accepted(Order order) implements CancellationOutcome {}

    /** It was cancelled before; nothing changes. */
    record AlreadyCancelled() implements CancellationOutcome {}

    /** The time in which an order can be cancelled is over. */
    record TooLate(Duration window) implements CancellationOutcome {}

    /** There is nothing to cancel: the stock did not suffice. */
    record AlreadyRejected() implements CancellationOutcome {}

    /** The shopper has no such order, or its placing is not known yet. */
    record UnknownOrder() implements CancellationOutcome {}
}
