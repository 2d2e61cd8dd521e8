package shop.order.status;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** A place in a shopper's list of orders: the last order shown. Clients treat it as opaque; it gives no access. */
record OrderCursor(Instant placedAt, UUID orderId) {

    private static final int BYTES = 24;
    private static final Instant END = Instant.parse("9999-12-31T23:59:59Z");

    static OrderCursor of(OrderView order) {
        return new OrderCursor(order.placedAt(), order.orderId());
    }

    /** @return empty if the text was not made by {@link #text()} */
    static Optional<OrderCursor> parse(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        if (bytes.length != BYTES) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        Instant placedAt = Instant.EPOCH.plus(buffer.getLong(), ChronoUnit.MICROS);
        if (placedAt.isBefore(Instant.EPOCH) || placedAt.isAfter(END)) {
            return Optional.empty();
        }
        return Optional.of(new OrderCursor(placedAt, new UUID(buffer.getLong(), buffer.getLong())));
    }

    String text() {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, placedAt))
                .putLong(orderId.getMostSignificantBits())
                .putLong(orderId.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
