package shop.order.status;

import static java.time.temporal.ChronoUnit.MICROS;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import shop.schemas.Shortage;

/**
 * Something that happened to an order and is never undone.
 *
 * <p>Times have microseconds, as in the database, so that a fact that was stored and read is equal to the original.
 */
public sealed interface Fact {

    UUID orderId();

    Instant at();

    /** A checkout was accepted. */
    record Placed(UUID orderId, UUID shopperId, Instant at) implements Fact {

        public Placed {
            at = at.truncatedTo(MICROS);
        }
    }

    /** What the inventory answered; it answers an order once. */
    sealed interface StockAnswer extends Fact {}

    /** Every line has its units set aside. */
    record Reserved(UUID orderId, Instant at) implements StockAnswer {

        public Reserved {
            at = at.truncatedTo(MICROS);
        }
    }

    /** At least one line asked for more than there was. */
    record Rejected(UUID orderId, Instant at, List<Shortage> shortages) implements StockAnswer {

        public Rejected {
            at = at.truncatedTo(MICROS);
            shortages = List.copyOf(shortages);
        }
    }

    /**
     * The shopper withdrew the order.
     *
     * @param from the status the order had: {@code PLACED} or {@code CONFIRMED}
     */
    record Cancelled(UUID orderId, Instant at, OrderStatus from) implements Fact {

        public Cancelled {
            at = at.truncatedTo(MICROS);
            if (from.isFinal()) {
                throw new IllegalArgumentException("An order that is " + from + " cannot be cancelled");
            }
        }
    }
}
