package shop.tools.audit;

import java.util.List;
import java.util.UUID;
import shop.schemas.StockLine;

/** What a record on a topic says, without the personal data in it. */
sealed interface Fact {

    /** A fact about one order. */
    sealed interface OfOrder extends Fact {

        UUID orderId();
    }

    /** @param lines one per SKU */
    record Placed(UUID orderId, List<StockLine> lines) implements OfOrder {}

    /** @param lines one per SKU */
    record StockReserved(UUID orderId, List<StockLine> lines) implements OfOrder {}

    record StockRejected(UUID orderId) implements OfOrder {}

    /** @param lines one per SKU */
    record StockReleased(UUID orderId, List<StockLine> lines) implements OfOrder {}

    record Confirmed(UUID orderId) implements OfOrder {}

    record Rejected(UUID orderId) implements OfOrder {}

    record Cancelled(UUID orderId) implements OfOrder {}

    /** A type this release does not know: consumers skip it. */
    record UnknownType(String type) implements Fact {}

    /** Nobody can read it: consumers keep it as a dead letter. */
    record Malformed(String reason) implements Fact {}
}
