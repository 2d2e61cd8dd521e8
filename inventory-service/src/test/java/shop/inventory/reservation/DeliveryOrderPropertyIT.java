package shop.inventory.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.inventory.reservation.Deliveries.cancelled;
import static shop.inventory.reservation.Deliveries.placed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.BeforeTry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestContextManager;
import shop.inventory.RunningInventory;
import shop.schemas.StockLine;

/** I6 for stock: any number of deliveries, in any order and in any batches, leads to the same stock. */
class DeliveryOrderPropertyIT extends RunningInventory {

    private static final int ORDERS = 3;

    @Autowired
    private OrdersListener listener;

    @BeforeTry
    void start() throws Exception {
        new TestContextManager(getClass()).prepareTestInstance(this);
    }

    /** Orders 0 and 1 are cancelled, order 2 is not; there is enough for all. */
    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void finalStockDoesNotDependOnDelivery(@ForAll("deliveries") List<Delivered> deliveries) {
        String sku = productWithStock(100);
        List<UUID> orders =
                IntStream.range(0, ORDERS).mapToObj(_ -> UUID.randomUUID()).toList();
        Map<Fact, ConsumerRecord<String, byte[]>> records = Map.of(
                new Fact(0, false), placed(orders.get(0), new StockLine(sku, 1)),
                new Fact(1, false), placed(orders.get(1), new StockLine(sku, 10), new StockLine(sku, 10)),
                new Fact(2, false), placed(orders.get(2), new StockLine(sku, 30)),
                new Fact(0, true), cancelled(orders.get(0)),
                new Fact(1, true), cancelled(orders.get(1)));

        var batch = new ArrayList<ConsumerRecord<String, byte[]>>();
        for (Delivered delivered : deliveries) {
            batch.add(records.get(delivered.fact()));
            if (delivered.endsBatch()) {
                listener.receive(List.copyOf(batch));
                batch.clear();
            }
        }
        listener.receive(batch);

        assertThat(available(sku)).isEqualTo(70);
        assertStockAddsUp(sku);
        assertThat(answersPerOrder(orders)).allMatch(answers -> answers == 1 || answers == 2);
    }

    private List<Integer> answersPerOrder(List<UUID> orders) {
        return database.resultQuery(
                        "select count(*)::int from outbox where aggregateid = any(?::text[]) group by aggregateid",
                        (Object) orders.stream().map(UUID::toString).toArray(String[]::new))
                .fetch(0, Integer.class);
    }

    /** Every event at least once, some twice, shuffled. */
    @Provide
    Arbitrary<List<Delivered>> deliveries() {
        List<Fact> facts = List.of(
                new Fact(0, false), new Fact(1, false), new Fact(2, false), new Fact(0, true), new Fact(1, true));
        Arbitrary<List<Fact>> again = Arbitraries.of(facts).list().ofMaxSize(6);
        return again.flatMap(more -> {
                    var all = new ArrayList<>(facts);
                    all.addAll(more);
                    return Arbitraries.shuffle(all);
                })
                .flatMap(shuffled -> Combinators.combine(shuffled.stream()
                                .map(fact -> Arbitraries.of(true, false).map(ends -> new Delivered(fact, ends)))
                                .toList())
                        .as(delivered -> delivered));
    }

    private record Fact(int order, boolean cancelled) {}

    private record Delivered(Fact fact, boolean endsBatch) {}
}
