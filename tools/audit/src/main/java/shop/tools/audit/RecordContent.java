package shop.tools.audit;

import java.util.List;
import java.util.UUID;

/** What a record on a topic says, without the personal data in it. */
public sealed interface RecordContent {

    /** An event of one order. */
    sealed interface AboutOrder extends RecordContent {

        UUID orderId();
    }

    /** @param lines one per SKU */
    record Placed(UUID orderId, List<SkuQuantity> lines) implements AboutOrder {}

    /** @param lines one per SKU */
    record StockReserved(UUID orderId, List<SkuQuantity> lines) implements AboutOrder {}

    record StockRejected(UUID orderId) implements AboutOrder {}

    /** @param lines one per SKU */
    record StockReleased(UUID orderId, List<SkuQuantity> lines) implements AboutOrder {}

    record Confirmed(UUID orderId) implements AboutOrder {}

    record Rejected(UUID orderId) implements AboutOrder {}

    record Cancelled(UUID orderId) implements AboutOrder {}

    /** A type this release does not know: consumers skip it. */
    record UnknownType(String type) implements RecordContent {}

    /** Nobody can read it: consumers keep it as a dead letter. */
    record Malformed(String reason) implements RecordContent {}
}
