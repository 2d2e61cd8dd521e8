package shop.order.status;

import java.time.Duration;

/** What a request to cancel an order leads to. */
public sealed interface CancellationOutcome {

    /** @param order the order as it is from now on */
    record Accepted(Order order) implements CancellationOutcome {}

    /** It was cancelled before; nothing changes. */
    record AlreadyCancelled() implements CancellationOutcome {}

    /** The time in which the order could be cancelled is over. */
    record TooLate(Duration window) implements CancellationOutcome {}

    /** There is nothing to cancel: there was not enough stock. */
    record AlreadyRejected() implements CancellationOutcome {}

    /** The shopper has no such order, or it is not known here yet. */
    record UnknownOrder() implements CancellationOutcome {}
}
