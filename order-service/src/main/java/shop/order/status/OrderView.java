package shop.order.status;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.order.status.Timeline.Step;
import shop.schemas.Delivery;
import shop.schemas.Money;
import shop.schemas.OrderLine;
import shop.schemas.Shortage;

/**
 * An order as its shopper sees it; also the body of this service's answers.
 *
 * @param delivery {@code null} after the shopper's personal data were erased
 * @param shortages why it was rejected; empty otherwise
 * @param cancellable whether a cancellation would have been accepted at the moment of reading
 */
public record OrderView(
        UUID orderId,
        OrderStatus status,
        Instant placedAt,
        List<OrderLine> lines,
        Money total,
        @Nullable Delivery delivery,
        List<Shortage> shortages,
        boolean cancellable,
        List<Step> steps) {}
