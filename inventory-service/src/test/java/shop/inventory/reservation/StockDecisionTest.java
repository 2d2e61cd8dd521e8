package shop.inventory.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.schemas.CheckoutEvent.OrderPlaced;
import shop.schemas.Delivery;
import shop.schemas.InventoryEvent.StockRejected;
import shop.schemas.InventoryEvent.StockReserved;
import shop.schemas.Money;
import shop.schemas.OrderLine;
import shop.schemas.Shortage;
import shop.schemas.StockLine;

class StockDecisionTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void orderThatFitsIsReservedWithItsLines() {
        StockRequest request = request(Map.of("tea", 2L));

        StockDecision decision = StockDecision.decide(Map.of("tea", 2), List.of(request), NOW);

        assertThat(decision.answers())
                .containsExactly(new StockReserved(request.orderId(), NOW, List.of(new StockLine("tea", 2))));
        assertThat(decision.changes()).isEqualTo(Map.of("tea", 2));
    }

    @Test
    void oneShortLineRejectsTheWholeOrderAndOnlyShortLinesAreNamed() {
        var quantities = new LinkedHashMap<String, Long>();
        quantities.put("tea", 1L);
        quantities.put("cup", 3L);
        quantities.put("nothing", 1L);
        var request = new StockRequest(UUID.randomUUID(), quantities);

        StockDecision decision = StockDecision.decide(Map.of("tea", 5, "cup", 2), List.of(request), NOW);

        assertThat(decision.answers())
                .containsExactly(new StockRejected(
                        request.orderId(), NOW, List.of(new Shortage("cup", 3, 2), new Shortage("nothing", 1, 0))));
        assertThat(decision.changes()).isEmpty();
    }

    @Test
    void whoComesFirstIsServedAndASmallerOrderMayStillFitAfterALargeOne() {
        StockRequest first = request(Map.of("tea", 3L));
        StockRequest tooLarge = request(Map.of("tea", 3L));
        StockRequest smaller = request(Map.of("tea", 2L));

        StockDecision decision = StockDecision.decide(Map.of("tea", 5), List.of(first, tooLarge, smaller), NOW);

        assertThat(decision.reserved())
                .extracting(StockReserved::orderId)
                .containsExactly(first.orderId(), smaller.orderId());
        assertThat(decision.answers().get(1))
                .isEqualTo(new StockRejected(tooLarge.orderId(), NOW, List.of(new Shortage("tea", 3, 2))));
        assertThat(decision.changes()).isEqualTo(Map.of("tea", 5));
    }

    @Test
    void linesOfOneSkuAddUpEvenBeyondAnInt() {
        var line = new OrderLine("tea", "Tea", Integer.MAX_VALUE, new Money(1, "EUR"));
        var placed = new OrderPlaced(
                UUID.randomUUID(),
                UUID.randomUUID(),
                NOW,
                List.of(line, line),
                new Money(1, "EUR"),
                new Delivery("n", "s", "p", "c", "DE", "e", null));

        StockDecision decision = StockDecision.decide(Map.of("tea", 1), List.of(StockRequest.of(placed)), NOW);

        assertThat(decision.answers())
                .containsExactly(
                        new StockRejected(placed.orderId(), NOW, List.of(new Shortage("tea", Integer.MAX_VALUE, 1))));
    }

    private static StockRequest request(Map<String, Long> quantities) {
        return new StockRequest(UUID.randomUUID(), new LinkedHashMap<>(quantities));
    }
}
