package shop.inventory.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import shop.schemas.InventoryEvent;
import shop.schemas.InventoryEvent.StockRejected;
import shop.schemas.InventoryEvent.StockReserved;
import shop.schemas.StockLine;

class StockDecisionPropertyTest {

    private static final Instant NOW = Instant.EPOCH;

    @Property
    void neverGivesOutMoreThanThereIs(
            @ForAll("available") Map<String, Integer> available, @ForAll("requests") List<StockRequest> requests) {
        StockDecision decision = StockDecision.decide(available, requests, NOW);

        decision.changes().forEach((sku, units) -> assertThat(units).isBetween(1, available.getOrDefault(sku, 0)));
    }

    @Property
    void netChangeIsTheSumOfWhatWasReserved(
            @ForAll("available") Map<String, Integer> available, @ForAll("requests") List<StockRequest> requests) {
        StockDecision decision = StockDecision.decide(available, requests, NOW);

        assertThat(decision.changes()).isEqualTo(sumOf(decision.reserved()));
    }

    @Property
    void everyOrderGetsOneAnswerInItsTurn(
            @ForAll("available") Map<String, Integer> available, @ForAll("requests") List<StockRequest> requests) {
        StockDecision decision = StockDecision.decide(available, requests, NOW);

        assertThat(decision.answers())
                .extracting(InventoryEvent::orderId)
                .containsExactlyElementsOf(
                        requests.stream().map(StockRequest::orderId).toList());
    }

    /** An order gets all its units if the orders before it left enough; otherwise none, and the shortages say why. */
    @Property
    void allOrNoneByWhatIsLeft(
            @ForAll("available") Map<String, Integer> available, @ForAll("requests") List<StockRequest> requests) {
        StockDecision decision = StockDecision.decide(available, requests, NOW);

        var left = new HashMap<>(available);
        for (int i = 0; i < requests.size(); i++) {
            Map<String, Long> asked = requests.get(i).quantities();
            boolean fits = asked.keySet().stream().allMatch(sku -> asked.get(sku) <= left.getOrDefault(sku, 0));
            InventoryEvent answer = decision.answers().get(i);
            if (fits) {
                assertThat(answer).isInstanceOfSatisfying(StockReserved.class, reserved -> {
                    var lines = new HashMap<String, Long>();
                    reserved.lines().forEach(line -> lines.put(line.sku(), (long) line.quantity()));
                    assertThat(lines).isEqualTo(asked);
                    reserved.lines().forEach(line -> left.merge(line.sku(), -line.quantity(), Integer::sum));
                });
            } else {
                assertThat(answer)
                        .isInstanceOfSatisfying(
                                StockRejected.class,
                                rejected -> assertThat(rejected.shortages())
                                        .isNotEmpty()
                                        .allSatisfy(shortage -> {
                                            assertThat(shortage.available())
                                                    .isEqualTo(left.getOrDefault(shortage.sku(), 0));
                                            assertThat((long) shortage.requested())
                                                    .isEqualTo(asked.get(shortage.sku()));
                                        }));
            }
        }
    }

    @Provide
    Arbitrary<Map<String, Integer>> available() {
        return Arbitraries.maps(skus(), Arbitraries.integers().between(0, 30)).ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<StockRequest>> requests() {
        return Arbitraries.maps(skus(), Arbitraries.longs().between(1, 8))
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(quantities -> new StockRequest(UUID.randomUUID(), new LinkedHashMap<>(quantities)))
                .list()
                .ofMaxSize(20);
    }

    private static Arbitrary<String> skus() {
        return Arbitraries.of("A", "B", "C", "D");
    }

    private static Map<String, Integer> sumOf(List<StockReserved> reserved) {
        var sum = new HashMap<String, Integer>();
        reserved.stream()
                .map(StockReserved::lines)
                .flatMap(List::stream)
                .forEach((StockLine line) -> sum.merge(line.sku(), line.quantity(), Integer::sum));
        return sum;
    }
}
