package shop.order.status;

import java.time.Duration;

/** What becomes of a shopper's wish to cancel an order. */
sealed interface Cancellation {

    /** @param order the order as it is from now on */
    record Accepted(Order order) implements Cancellation {}

    /** Said before; nothing changes. */
    record AlreadyCancelled() implements Cancellation {}

    /** The time in which an order can be cancelled is over. */
    record TooLate(Duration window) implements Cancellation {}

    /** There is nothing to cancel: the stock did not suffice. */
    record OrderRejected() implements Cancellation {}

    /** The shopper has no such order, or its placing is not known yet. */
    record UnknownOrder() implements Cancellation {}
}
